import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server in front of a server. */
export interface Proxy {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** What happens before a request is handed on; `false`: it was answered. */
export type BeforeRequest = (count: number, incoming: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Hands requests on to a server of this machine. */
export async function startProxy(target: string, before: BeforeRequest): Promise<Proxy> {
  let count = 0;
  const server = createServer(async (incoming, response) => {
    if (!(await before(++count, incoming, response))) return;
    const { method, headers, url = '' } = incoming;
    const outgoing = request(`${target}${url}`, { method, headers: { ...headers, host: new URL(target).host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
