/**
 * Ladders and traces (contract/pages-ladder). A ladder is for who services the lines and for who may read all calls:
 * it tells nothing of a call that its list of events doesn't. Files of frames are for who services the lines; each is
 * audited. Who lacks numbers.full gets the digits of numbers starred, in hex and in files too.
 */
import { Readable } from 'node:stream';
import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import { ladderText } from '../../../daemon/trace/ladder-text.js';
import { maskedFrame } from '../../../daemon/trace/masked-frame.js';
import { pcapHeader, pcapRecord } from '../../../daemon/trace/pcap.js';
import type { Acts } from '../audit/acts.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { CallLadders } from '../ladders/call-ladders.js';
import type { SpanTraces } from '../ladders/span-traces.js';
import { checkedCallId } from './ids.js';

export interface LadderRouteNeeds {
  readonly ladders: CallLadders;
  readonly traces: SpanTraces;
  readonly acts: Acts;
}

const dayMs = 86_400_000;
const maxTimelineMs = 31 * dayMs;
const language = z.object({ lang: z.enum(['zh', 'en']).default('zh') });
const spanNumber = z.coerce.number().int().min(1).max(8);
const moment = z.coerce.number().int().min(0).max(4_102_444_800_000);
const times = z.object({ from: moment, to: moment });
/** `at`: epoch µs. */
const oneSetup = z.object({ span: spanNumber, at: z.coerce.number().int().min(0).max(4_102_444_800_000_000) });
const pcapType = 'application/vnd.tcpdump.pcap';

export function addLadderRoutes(router: ApiRouter, { ladders, traces, acts }: LadderRouteNeeds): void {
  const readers = needs('lines.service', 'calls.read-all');
  const technicians = needs('lines.service');

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/calls/:id/ladder',
    access: readers,
    async handle(context) {
      const { ladder } = await ladders.of(checkedCallId(context.params.id), shownTo(context));
      context.body = ladder;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/calls/:id/ladder.txt',
    access: readers,
    async handle(context) {
      const callId = checkedCallId(context.params.id);
      const { lang } = checked(language, context.query);
      const { ladder, timeZone } = await ladders.of(callId, shownTo(context));
      acts.write(holderOf(context).user.id, 'ladder-text', callId, {});
      context.type = 'text/plain; charset=utf-8';
      context.body = ladderText(ladder, { language: lang, columns: ladder.columns, timeZone });
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/calls/:id/ladder.pcap',
    access: technicians,
    async handle(context) {
      const callId = checkedCallId(context.params.id);
      const shown = shownTo(context);
      const { frames } = await ladders.of(callId, shown);
      if (frames.length === 0) {
        throw new CallboxError('not-found', 'No frames of this call are kept: it had no E1, or it is too long ago.');
      }
      acts.write(holderOf(context).user.id, 'ladder-pcap', callId, { frames: frames.length });
      const records = frames.map((frame) => pcapRecord({ ...frame, octets: shown(frame.octets) }));
      sendFile(context, `call-${callId}.pcap`, Buffer.concat([pcapHeader(), ...records]));
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/spans/:span/trace.pcap',
    access: technicians,
    handle(context) {
      const span = checked(spanNumber, context.params.span);
      const { from, to } = timesOf(context, dayMs);
      acts.write(holderOf(context).user.id, 'span-pcap', `E1-${span}`, { from, to });
      const pieces = traces.file(span, from, to, shownTo(context));
      sendFile(context, `E1-${span}-${from}.pcap`, Readable.from(pieces));
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/spans/:span/timeline',
    access: technicians,
    async handle(context) {
      const span = checked(spanNumber, context.params.span);
      const { from, to } = timesOf(context, maxTimelineMs);
      context.body = await traces.timeline(span, from, to);
    },
  });

  addRefusedRoutes(router, ladders);
}

/** Calls in that never reached call control have no row: they are found in the frames. */
function addRefusedRoutes(router: ApiRouter, ladders: CallLadders): void {
  const access = needs('lines.service');

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/refused-setups',
    access,
    async handle(context) {
      const span = checked(spanNumber.optional(), context.query.span) ?? 0;
      const { from, to } = timesOf(context, dayMs);
      context.body = await ladders.refused(span, from * 1_000, to * 1_000);
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/refused-setups/ladder',
    access,
    async handle(context) {
      const { span, at } = checked(oneSetup, context.query);
      const { ladder } = await ladders.ofSetup(span, at, shownTo(context));
      context.body = ladder;
    },
  });
}

function sendFile(context: ApiContext, name: string, body: Buffer | Readable): void {
  context.type = pcapType;
  context.set({ 'Content-Disposition': `attachment; filename="${name}"`, 'Cache-Control': 'no-store' });
  context.body = body;
}

/** @throws CallboxError bad-request */
function timesOf(context: ApiContext, mostMs: number): { readonly from: number; readonly to: number } {
  const { from, to } = checked(times, context.query);
  if (to <= from || to - from > mostMs) {
    const days = mostMs / dayMs;
    throw new CallboxError('bad-request', `Give from < to, epoch ms, at most ${days} ${days === 1 ? 'day' : 'days'}.`);
  }
  return { from, to };
}

function shownTo(context: ApiContext): (octets: Uint8Array) => Uint8Array {
  return holderOf(context).rights.has('numbers.full') ? (octets) => octets : maskedFrame;
}
