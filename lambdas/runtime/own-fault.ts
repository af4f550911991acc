/** Ends the reason why a test of a statement is lost. */
export const ownFault = "(a fault of AIDevOS: please report it)";
