/**
 * What `LimitRTPRIO` of the units gives on a machine of its own. Where the namespace's systemd may not raise that limit (no
 * CAP_SYS_RESOURCE), sound would go behind whatever else this machine does, and the wizard would rightly call the card's
 * timing bad.
 */
import type { BareMachine } from '../bare-machine.js';

/** As native/engine/media_thread.cpp asks for it. */
const priority = 20;
const thread = 'callbox-media';

/** @returns how many threads had not got it by themselves */
export async function giveRealTime(machine: BareMachine): Promise<number> {
  const each = `for t in /proc/[0-9]*/task/[0-9]*; do
      [ "$(cat $t/comm 2>/dev/null)" = ${thread} ] || continue
      chrt -p "\${t##*/}" | grep -q SCHED_FIFO && continue
      chrt -f -p ${priority} "\${t##*/}" && echo given
    done; true`;
  return (await machine.must(['sh', '-c', each])).split('given').length - 1;
}
