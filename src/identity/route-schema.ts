import { z } from 'zod';
import type { Clock, CompanyId, Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { ResourceRef } from './action.ts';
import type { Permission } from './permission.ts';
import type { Principal } from './principal.ts';

/**
 * Who may call a route: everybody, everybody who is signed in, or holders of a permission. A route without an
 * answer to this question does not compile.
 */
export type Access = 'public' | 'signed_in' | Permission;

type Shape = z.ZodType | undefined;
type Out<S extends Shape> = S extends z.ZodType ? z.output<S> : undefined;
type In<S extends Shape> = S extends z.ZodType ? z.input<S> : undefined;

interface Meta {
  readonly clock: Clock;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** Names what the action is about, for the Activity Log. */
  readonly touch: (resource: ResourceRef, companyId?: CompanyId | null) => void;
}

interface Inputs<P extends Shape, Q extends Shape, B extends Shape> {
  readonly params: Out<P>;
  readonly query: Out<Q>;
  readonly body: Out<B>;
}

/** What a handler gets. `tx` carries the principal's scope; a change commits only when the handler succeeds. */
export type RouteContext<P extends Shape, Q extends Shape, B extends Shape, A extends Access> = Inputs<
  P,
  Q,
  B
> &
  Meta & { readonly tx: Tx; readonly principal: A extends 'public' ? Principal | null : Principal };

export interface RouteDefinition<
  P extends Shape,
  Q extends Shape,
  B extends Shape,
  R extends Shape,
  A extends Access,
> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below /api/v1, Fastify's form: `/incidents/:id`. */
  readonly path: string;
  /** `noun.verb`, unique: the Activity Log's event name and OpenAPI's operationId. */
  readonly operation: string;
  readonly summary: string;
  readonly access: A;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Shape of the reply; absent: 204 without a body. */
  readonly reply?: R;
  readonly status?: 200 | 201 | 202;
  /**
   * The handler gives an `ExportFile`: it is sent as it is made, and the read is recorded like a change, before its
   * first byte leaves.
   */
  readonly file?: true;
  /** Bytes of the body at most, where it is not the house's usual bound. */
  readonly maxBodyBytes?: number;
  /** For public routes: requests a minute from one address. */
  readonly limitPerMinute?: number;
  handler(context: RouteContext<P, Q, B, A>): Promise<Result<In<R>, Failure>>;
}

/** A route whose types have served their purpose. */
export type Route = RouteDefinition<Shape, Shape, Shape, Shape, Access>;

/** Checks a route's types and forgets them. */
export function defineRoute<
  A extends Access,
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends Shape = undefined,
  R extends Shape = undefined,
>(definition: RouteDefinition<P, Q, B, R, A>): Route {
  return definition;
}

/** `{id}` in a path. */
export const idParams = z.object({ id: z.uuid().toLowerCase() });

/** Every list's paging. `cursor` is opaque. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional(),
});

/** A page of `item`s. */
export const pageOf = <T extends z.ZodType>(
  item: T,
): z.ZodObject<{ items: z.ZodArray<T>; nextCursor: z.ZodNullable<z.ZodString> }> =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Rows that a list counts at most: a `total` of one more means "more than so many". Also the most of an export. */
export const mostCounted = 100_000;

/** A page of `item`s that says on the first page how long the list is; null on the others. */
export const countedPageOf = <T extends z.ZodType>(
  item: T,
): z.ZodObject<{
  items: z.ZodArray<T>;
  nextCursor: z.ZodNullable<z.ZodString>;
  total: z.ZodNullable<z.ZodNumber>;
}> => pageOf(item).extend({ total: z.number().int().nullable() });

/** A time on the wire: ISO 8601, UTC, milliseconds. */
export const wireTime = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime());
