import { createHash } from 'node:crypto';
import { type WallboardList, type WallboardMade, wallboardBody } from '../../../daemon/contract/pages.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { Board } from '../live/board.js';
import type { RandomBytes } from '../sign-in/passwords.js';
import type { Wallboards } from '../store/wallboards.js';
import { checkedId } from './ids.js';

const tokenBytes = 24;

export interface WallboardNeeds {
  readonly wallboards: Wallboards;
  readonly board: Board;
  readonly random: RandomBytes;
  /** The token is no longer good: pages opened with it must close. */
  revoked(wallboardId: string): void;
}

export function addWallboardRoutes(router: ApiRouter, { wallboards, board, random, revoked }: WallboardNeeds): void {
  const access = needs('floor.supervise');

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/wallboards',
    access,
    async handle(context) {
      const stored = await wallboards.list();
      context.body = {
        wallboards: stored.map((wallboard) => ({ ...wallboard, pages: board.pagesOf(wallboard.id) })),
      } satisfies WallboardList;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/wallboards',
    access,
    body: wallboardBody,
    async handle(context, { name }) {
      const token = random(tokenBytes).toString('base64url');
      const wallboard = await wallboards.make(name, hashOfToken(token), holderOf(context).user.id);
      context.body = { wallboard: { ...wallboard, pages: 0 }, token } satisfies WallboardMade;
      context.status = 201;
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/wallboards/:id',
    access,
    async handle(context) {
      const id = checkedId(context.params.id);
      await wallboards.remove(id, holderOf(context).user.id);
      revoked(id);
      context.status = 204;
    },
  });
}

/** Who reads the database cannot open a wallboard with it. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
