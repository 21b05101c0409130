import type { Context, Middleware } from 'koa';
import serveStatic from 'koa-static';

const yearS = 365 * 24 * 3600;

/**
 * The built pages. Files below /assets carry a hash in their name and never change; everything else is asked for
 * anew. An address without a file is one of the client's own routes and gets index.html.
 */
export function servePages(folder: string): Middleware {
  const serve = serveStatic(folder, {
    index: 'index.html',
    setHeaders: (response, path) => {
      const hashed = /[\\/]assets[\\/]/.test(path.slice(folder.length));
      response.setHeader('Cache-Control', hashed ? `public, max-age=${yearS}, immutable` : 'no-cache');
    },
  });
  return async (context, next) => {
    if (context.path.startsWith('/api/')) return next();
    await serve(context, async () => {});
    if (context.status !== 404 || !isClientRoute(context)) return;
    const asked = context.path;
    context.path = '/index.html';
    await serve(context, async () => {});
    context.path = asked;
    if (context.status === 404) notBuilt(context);
  };
}

function isClientRoute(context: Context): boolean {
  const lastPart = context.path.slice(context.path.lastIndexOf('/') + 1);
  return (context.method === 'GET' || context.method === 'HEAD') && !lastPart.includes('.');
}

function notBuilt(context: Context): void {
  context.status = 503;
  context.type = 'text/plain; charset=utf-8';
  context.body = '页面尚未构建：请运行 npm start。\nThe pages are not built yet: run npm start.\n';
}
