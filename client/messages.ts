/** The library's own objects for our messages. */
import { NotificationType, RequestType } from 'vscode-languageclient/node';
import type { Message } from '../server/protocol.ts';

export const notification = <Params>({ method }: Message<Params>) => new NotificationType<Params>(method);
export const request = <Params, Result>({ method }: Message<Params, Result>) =>
  new RequestType<Params, Result, void>(method);
