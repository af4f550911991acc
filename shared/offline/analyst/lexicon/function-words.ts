const functionWord =
  /^(?:although|though|because|since|while|whereas|unless|until|whether|if|so|thus|hence|therefore|however|moreover|furthermore|besides|instead|otherwise|namely|respectively|perhaps|maybe|probably|especially|particularly|mostly|mainly|merely|hopefully|sadly|luckily|certainly|ideally|preferably|obviously|naturally|usually|normally|typically|often|sometimes|never|always|already|again|also|too|even|still|yet|another|latter|former|this|that|these|those|it|they|them|he|she|him|her|we|us|you|me|i|who|whom|whose|which|what|whatever|whichever|whoever|there|here|how|why|and|or|but|nor|than|as|of|the|a|an|both|all|either|neither|none|nobody|everybody|everyone|somebody|someone|anybody|anyone|everything|anything|nothing|something|is|are|was|were|be|been|being|has|have|had|will|would|shall|should|can|could|may|might|must|does|did|please|thanks|etc|ones|myself|itself|themselves)$/;

/** Whether a word only joins, points or judges: by itself it is neither the name of a field nor a value of one. */
export function isFunctionWord(word: string): boolean {
  return functionWord.test(word);
}
