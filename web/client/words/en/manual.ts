import type { manual as zh } from '../zh/manual.js';

export const manual: typeof zh = {
  title: 'This page',
  pages: {
    agent: {
      title: 'Agent',
      text: [
        'Sign in and press Ready. A call shows the customer first and then rings; lift the handset to answer.',
        'In a call: hold, consult, transfer, conference. Notes are kept as you type; finish them in wrap-up.',
        'Leaving the desk, choose Not ready and why. A locked screen gets no calls; the telephone still works.',
      ],
    },
    floor: {
      title: 'Floor',
      text: [
        'Who waits in which queue and what each agent does; red is past its threshold.',
        'Choose an agent to listen, whisper, barge, take over, or force a state. Each is written into the audit.',
        'When nobody takes a call, “why” says what stands in the way.',
      ],
    },
    team: {
      title: 'Team',
      text: [
        '“Attention” lists the day’s calls that deserve a look; its rules are yours to change.',
        'The summary is made each day, with the formula beside each figure.',
        'Scripts are written for each queue and shown to agents in the call.',
      ],
    },
    recordings: {
      title: 'Recordings and quality',
      text: [
        'Find a recording by time, agent or number; click the wave to play from there, pin a comment to a second.',
        'A score form never changes once it was used: a change is a new version. Agents may appeal.',
        'A download needs a reason; who listened and who took a copy is on record.',
      ],
    },
    outbound: {
      title: 'Outbound',
      text: [
        'Import a list, then make a campaign. The simulation says when it is done and how many would be dropped.',
        'Near the legal drop rate the box slows down by itself; do-not-call numbers and closed hours are never dialled.',
        'The log has the story of every attempt and gives evidence for a call.',
      ],
    },
    phones: {
      title: 'Demo telephones',
      text: [
        'They stand for desk telephones and customers’ mobiles, in the demo and in training only.',
        'Dial one of our numbers from a public telephone: that is a call in. A desk telephone must be lifted.',
      ],
    },
    training: {
      title: 'Training floor',
      text: [
        'A second, simulated floor on the same box: its results are in no report, and it touches no real line.',
        'Faults of lines can be injected for technicians to find. Close the floor when you are done.',
      ],
    },
    'admin/people': {
      title: 'People',
      text: [
        'Many at once: “paste from a spreadsheet”, one a line; what is wrong is said at its line.',
        'A new password is shown once, as a card for its owner, who must change it at the first sign-in.',
        'The role gives the rights; single ones can be granted or taken. Disable who leaves: records need the name.',
      ],
    },
    'admin/queues': {
      title: 'Queues',
      text: [
        'Each queue has a strategy, times for ringing and wrap-up, limits, and where calls go that waited too long.',
        'Range and default stand at every field; what is wrong is not saved.',
        'Saved, it counts from the next call on. The last change can be undone above.',
      ],
    },
    'admin/rules': {
      title: 'Rules',
      text: [
        'Checked from the top when a call enters a queue; all that fit count, the last one says where to.',
        'Try a caller on the right before you save.',
      ],
    },
    'admin/schedules': {
      title: 'Schedules',
      text: [
        'Hours, holidays and exceptions; the month on the right shows which days are open.',
        'Holidays are added once a year; a special day goes before the week’s plan.',
      ],
    },
    'admin/recordings': {
      title: 'Recordings and the law',
      text: [
        'How many days recordings are kept, who hears them, and whether callers are told.',
        'Never fewer days than the law asks; what is due is deleted each night and noted.',
      ],
    },
    'admin/audit': {
      title: 'Audit',
      text: [
        'Who changed what and when, with what stood there before and after.',
        'Each entry is locked to the one before it: the check goes through all of them.',
      ],
    },
    'admin/box': {
      title: 'This box',
      text: [
        'Certificate: compare its fingerprint when a browser warns; your company’s own can be used, its end is told in time.',
        'Backups: made each night, restored for a try each Sunday; press “Back up now” before you change hardware.',
        'Release: how long each step of the last upgrade took, and whether it went back. Upgrades are run on the box: callbox upgrade.',
        'Print the run-sheet and hang it beside the box.',
      ],
    },
    'lines/trunks': {
      title: 'Trunks and channels',
      text: [
        'One tile a span, its colour is the alarm; click a timeslot to see who uses it and since when.',
        'Blocked channels get no new calls; draining waits for the call there is. Z takes either back.',
        'A bit-error test needs a channel that is blocked and idle.',
      ],
    },
    'lines/doctor': {
      title: 'Doctor',
      text: [
        'The line is down: one press, twelve checks from the card to a test call in 20 s, and whose side the fault is on.',
        'If it is the carrier’s, there is a text to send them.',
        '“Cannot call” and “no sound” look at the whole box; a number and a telephone make them sharper.',
      ],
    },
    'lines/ladder': {
      title: 'Call ladder',
      text: [
        'One call between carrier, timeslot, box, queue and agent; the red arrow is the first thing that is not right.',
        'Switch to Q.931, Q.921 or hex; save it as a picture, text or PCAP.',
        'The span’s time line puts alarms, slips and the data link on one chart.',
      ],
    },
    'lines/lab': {
      title: 'Line lab',
      text: [
        'Make a test call and hear it again: the level should be in the green. Too quiet: gain; hearing oneself: echo cancelling.',
        'An exchange line that never hangs up: let the far end hang up in a call and learn its tone.',
        'Arrange loopbacks and bit tests with the carrier first.',
      ],
    },
    'lines/box': {
      title: 'Box health',
      text: [
        'Processor, memory, disk, temperature, clock and sound; told after some time past a limit, and once more when it is well.',
        'Incidents are what the box repaired, refused or had no room for; newest first.',
        'The run-sheet is one A4 page for power cuts, hangs and red spans.',
      ],
    },
    'lines/commissioning': {
      title: 'Commissioning',
      text: [
        'From the card to the first call, each step with its check; it goes on where the page was closed.',
        'A failed check can be overruled with a reason, which stands on the report.',
        'At the end print the report for both signatures.',
      ],
    },
    'lines/setup': {
      title: 'Span setup',
      text: [
        'Changes one span; calls on the others are not touched.',
        'It waits for its calls to end, and goes back by itself if the D-channel is not up within 30 s.',
        'Only one span of a card is the first clock source, usually the carrier’s.',
      ],
    },
    'lines/groups': {
      title: 'Trunk groups',
      text: [
        'Channels towards the public network; the number shown and how numbers are written belong to the group.',
        'Timeslots are written 1-10,17; a channel is in one group only.',
        'Try a number on the right, then save.',
      ],
    },
    'lines/routes': {
      title: 'Routes',
      text: [
        'A number goes by its prefix: lowest priority first, then the longest prefix; the next trunk when one is full or fails.',
        'Emergency numbers always go through.',
      ],
    },
    'lines/numbers': {
      title: 'Numbers',
      text: [
        'The number a caller dials chooses the flow; write it as the carrier sends it, or try it on the right.',
        'What is not listed goes to the default flow and is noted as an incident.',
      ],
    },
  },
};
