/** Loaded into a process that is measured: says at its end how much memory it had resident at most, in kilobytes. */
import { writeSync } from 'node:fs';

process.on('exit', () => {
  writeSync(2, `peak resident kilobytes: ${process.resourceUsage().maxRSS}\n`);
});
