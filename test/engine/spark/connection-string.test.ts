import { describe, expect, it } from 'vitest';
import { parseConnectionString, showAddress } from '../../../src/engine/spark/connection-string.js';

describe('a connection string', () => {
  it('names host and port, 15002 unless said', () => {
    expect(parseConnectionString('sc://spark.example')).toMatchObject({ host: 'spark.example', port: 15002, token: null, usesTls: false });
    expect(parseConnectionString('sc://10.0.0.7:4040/')).toMatchObject({ host: '10.0.0.7', port: 4040 });
    expect(parseConnectionString('sc://[::1]:7/')).toMatchObject({ host: '::1', port: 7 });
    expect(showAddress({ host: '::1', port: 7 })).toBe('sc://[::1]:7');
  });

  it('has settings, URL-encoded, and headers', () => {
    const text =
      'sc://h/;user_id=j%C3%B6;user_agent=nightly%3B1;session_id=0b1e6c6e-8f0e-4a34-9a5b-3f2f5d6e7a80;grpc_max_message_size=1024;X-Team=a%3Db';
    expect(parseConnectionString(text)).toMatchObject({
      ...{ userId: 'jö', userAgent: 'nightly;1', sessionId: '0b1e6c6e-8f0e-4a34-9a5b-3f2f5d6e7a80', maxMessageBytes: 1024 },
      headers: { 'x-team': 'a=b' },
    });
  });

  it('speaks TLS where it has a token, unless it is told not to, which is for this machine alone', () => {
    expect(parseConnectionString('sc://h/;token=abc')).toMatchObject({ token: 'abc', usesTls: true });
    expect(parseConnectionString('sc://h/;use_ssl=true')).toMatchObject({ token: null, usesTls: true });
    for (const host of ['localhost', '127.0.0.1', '127.3.2.1', '[::1]']) {
      expect(parseConnectionString(`sc://${host}/;token=abc;use_ssl=false`)).toMatchObject({ usesTls: false });
    }
    expect(() => parseConnectionString('sc://spark.example/;token=abc;use_ssl=false')).toThrow('this machine alone');
    expect(() => parseConnectionString('sc://127.example/;token=abc;use_ssl=false')).toThrow('this machine alone');
  });

  it.each([
    ['', 'sc://host'],
    ['http://h:1', 'sc://host'],
    ['sc://', 'sc://host'],
    ['sc://h:0', 'sc://host'],
    ['sc://h:99999', 'sc://host'],
    ['sc://[abc]/', 'sc://host'],
    ['sc://user@h/', 'sc://host'],
    ['sc://h/folder', 'sc://host'],
    ['sc://h/;token', 'key=value'],
    ['sc://h/;use_ssl=yes', 'use_ssl=true or use_ssl=false'],
    ['sc://h/;session_id=7', 'session_id=UUID'],
    ['sc://h/;user_id=a;user_id=b', 'each key once'],
    ['sc://h/;user_id=%zz', 'URL-encoded'],
    ['sc://h/;grpc_max_message_size=4MB', 'bytes'],
    ['sc://h/;a b=c', 'the name of a header'],
  ])('is refused: %s', (text, wanted) => {
    expect(() => parseConnectionString(text, '--remote')).toThrow(expect.objectContaining({ message: expect.stringContaining(wanted) }));
    expect(() => parseConnectionString(text, '--remote')).toThrow(expect.objectContaining({ message: expect.stringContaining('--remote') }));
  });

  it('keeps a token out of messages', () => {
    for (const text of ['http://h/;token=secret', 'sc://spark.example/;token=secret;use_ssl=false', 'sc://h/;token=secret;token=secret']) {
      expect(() => parseConnectionString(text)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }));
    }
  });
});
