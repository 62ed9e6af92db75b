import type { CallOptions } from "./options.js";

interface Page {
  nextPageToken: string;
}

/** Every item of a list, asked for page by page as they are needed. */
export async function* pages<Request extends object, Answer extends Page, Item>(
  list: (request: Request & { pageToken: string }, options?: CallOptions) => Promise<Answer>,
  items: (answer: Answer) => Iterable<Item>,
  request: Request,
  options?: CallOptions,
): AsyncGenerator<Item, void, undefined> {
  let pageToken = "";
  do {
    const answer = await list({ ...request, pageToken }, options);
    yield* items(answer);
    pageToken = answer.nextPageToken;
  } while (pageToken !== "");
}
