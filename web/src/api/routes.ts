import type { paths } from './schema.ts';

/**
 * Types of requests and replies, found by the text of a path: `get(`/incidents/${id}`)` gives what the server's
 * description says of `/api/v1/incidents/{id}`. A path that the server does not have is an error of the compiler.
 */
type Prefix = '/api/v1/';
export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/** `a/{id}/b` → `['a', string, 'b']`. */
type Parts<T extends string> = T extends `${infer Head}/${infer Rest}`
  ? [Part<Head>, ...Parts<Rest>]
  : [Part<T>];
type Part<T extends string> = T extends `{${string}}` ? string : T;

type Known<M extends Method> = {
  [K in keyof paths]: paths[K] extends Record<M, { responses: unknown }> ? K : never;
}[keyof paths];

/** The path of the server's description that a text stands for; `never` when it has none. A word wins over `{…}`. */
type Find<M extends Method, P extends string> = P extends `/${infer Rest}`
  ? `${Prefix}${Rest}` extends Known<M>
    ? `${Prefix}${Rest}`
    : {
        [K in Known<M>]: K extends `${Prefix}${infer Path}`
          ? Parts<Rest> extends Parts<Path>
            ? K
            : never
          : never;
      }[Known<M>]
  : never;

/** The text itself when the server has it under this method, so that a wrong path does not compile. */
export type PathFor<M extends Method, P extends string> = [Find<M, P>] extends [never] ? never : P;

type Operation<M extends Method, P extends string> =
  Find<M, P> extends infer K extends keyof paths ? NonNullable<paths[K][M & keyof paths[K]]> : never;

type Json<A> = A extends { readonly content: { readonly 'application/json': infer R } } ? R : undefined;
type Success<R> = R extends { readonly 200: infer A }
  ? Json<A>
  : R extends { readonly 201: infer A }
    ? Json<A>
    : R extends { readonly 202: infer A }
      ? Json<A>
      : undefined;

/** What the server answers when all is well; `undefined` where it answers without a body. */
export type Reply<M extends Method, P extends string> =
  Operation<M, P> extends { readonly responses: infer R } ? Success<R> : undefined;

/** What the server wants to be sent; `undefined` where it wants nothing. */
export type Body<M extends Method, P extends string> =
  Operation<M, P> extends { readonly requestBody?: infer B } ? Json<NonNullable<B>> : undefined;

/** Filters that a list knows, by name; lists of words are joined by commas on the way. */
export type Query<P extends string> =
  Operation<'get', P> extends { readonly parameters: { readonly query?: infer Q } }
    ? { readonly [K in keyof NonNullable<Q>]?: QueryValue }
    : Readonly<Record<string, never>>;

export type QueryValue = string | number | boolean | null | undefined | readonly string[];

/** One row of a list. */
export type Item<P extends string> =
  Reply<'get', P> extends { readonly items: readonly (infer T)[] } ? T : never;
