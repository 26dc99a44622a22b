/** What the caller got wrong: answered 400 with its text. */
export class BadRequest extends Error {}
