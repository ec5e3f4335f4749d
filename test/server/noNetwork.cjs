// Ends the process as soon as anything reaches for the network.
const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');

function refuse(what) {
  return () => {
    process.stderr.write(`network: ${what}\n`);
    process.exit(99);
  };
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const [options] = given.flat();
  // A path is a pipe to another process of this machine.
  if (typeof options === 'object' && options?.path) return connect.apply(this, given);
  return refuse('net.connect')();
};
net.Server.prototype.listen = refuse('net.listen');
dgram.createSocket = refuse('dgram.createSocket');
dns.lookup = refuse('dns.lookup');
globalThis.fetch = refuse('fetch');
