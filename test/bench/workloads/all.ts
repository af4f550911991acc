import { cacheableReads } from "./cacheable-reads.ts";
import { chattyCalls } from "./chatty-calls.ts";
import { harmfulCache } from "./harmful-cache.ts";
import { hotList } from "./hot-list.ts";
import { hotShard } from "./hot-shard.ts";
import { missingIndex } from "./missing-index.ts";
import { nPlusOne } from "./n-plus-one.ts";
import { oversizedPages } from "./oversized-pages.ts";
import { unusedIndex } from "./unused-index.ts";
import type { Workload } from "./workload.ts";
import { writeAmplification } from "./write-amplification.ts";
import { wrongKey } from "./wrong-key.ts";

/** The workloads with what is planted in each. */
export const workloads: readonly Workload[] = [
  missingIndex,
  wrongKey,
  chattyCalls,
  hotShard,
  cacheableReads,
  hotList,
  oversizedPages,
  nPlusOne,
  writeAmplification,
  unusedIndex,
  harmfulCache,
];
