/** The least length of a password, in characters; the server checks it again. */
export const leastPasswordLength = 12;
