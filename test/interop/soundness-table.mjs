// Every case of docs/soundness.md, and the table in it. About a quarter of an hour.
import { compareTools, keepTable, whyNotHere } from './soundness/compare-tools.mjs';

export default {
  name: 'Soundness, every case: turbo, nx, wireit, moon',
  peers: true,
  needs: whyNotHere,
  run: async (report) => keepTable(report, await compareTools(report)),
};
