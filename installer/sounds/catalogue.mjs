// @ts-check
/**
 * What is in the sounds folder and where it comes from: spoken by espeak-ng, or cut from the
 * recorded English prompts of Debian's asterisk-core-sounds-en-wav (CC BY-SA 3.0, Digium; they are
 * taken from the package at set-up and are not part of Callbox).
 */

/**
 * @typedef {{ name: string, say: string, voice: 'cmn' | 'en-us' }} Spoken
 * @typedef {{ name: string, recorded: { file: string, fromMs?: number, toMs?: number }[] }} Recorded
 * @typedef {Spoken | Recorded} Sound
 * @typedef {{ id: string, language: 'zh' | 'en', by: 'caller' | 'agent', text: string, recorded?: string }} Phrase
 */

/** Prompts of the demo site. @type {readonly Sound[]} */
export const prompts = [
  { name: 'zh/welcome', voice: 'cmn', say: '您好，欢迎致电。' },
  { name: 'zh/menu', voice: 'cmn', say: '销售请按一，服务请按二，人工请按零。' },
  { name: 'zh/wrong-key', voice: 'cmn', say: '对不起，您的输入有误。' },
  { name: 'zh/please-wait', voice: 'cmn', say: '正在为您转接，请稍候。' },
  { name: 'zh/all-busy', voice: 'cmn', say: '对不起，座席全忙，请稍后再拨。' },
  { name: 'zh/we-call-back', voice: 'cmn', say: '座席繁忙，我们将稍后跟您联系，请挂机。' },
  { name: 'zh/goodbye', voice: 'cmn', say: '感谢您的来电，再见。' },
  { name: 'en/welcome', voice: 'en-us', say: 'Welcome, and thank you for calling.' },
  { name: 'en/menu', voice: 'en-us', say: 'For sales, press 1. For service, press 2. For an operator, press 0.' },
  { name: 'en/wrong-key', recorded: [{ file: 'vm-sorry' }] },
  // "Please stay on the line and your call will be answered by the next available representative."
  { name: 'en/please-wait', recorded: [{ file: 'queue-periodic-announce', fromMs: 2600 }] },
  {
    name: 'en/all-busy', // "All of our representatives are currently busy." "Please try your call again later."
    recorded: [{ file: 'queue-periodic-announce', toMs: 2600 }, { file: 'please-try-call-later' }],
  },
  { name: 'en/we-call-back', voice: 'en-us', say: 'All agents are busy. We will call you back. Please hang up.' },
  { name: 'en/goodbye', recorded: [{ file: 'goodbye' }] },
  // Announcements for an emergency.
  { name: 'zh/line-fault', voice: 'cmn', say: '因线路故障，目前接听较慢，请您谅解。' },
  { name: 'zh/maintenance', voice: 'cmn', say: '系统正在维护，部分业务暂时无法办理，请您谅解。' },
  { name: 'zh/bad-weather', voice: 'cmn', say: '受恶劣天气影响，上门服务可能延迟，请您谅解。' },
  {
    name: 'en/line-fault',
    voice: 'en-us',
    say: 'Because of a line fault, answers take longer than usual. We are sorry.',
  },
  {
    name: 'en/maintenance',
    voice: 'en-us',
    say: 'Our system is being maintained. Some services are not available now.',
  },
  { name: 'en/bad-weather', voice: 'en-us', say: 'Because of bad weather, visits may be delayed. We are sorry.' },
  // Confirmations on a telephone without a screen (feature codes).
  { name: 'zh/signed-in', voice: 'cmn', say: '已签入。' },
  { name: 'zh/signed-out', voice: 'cmn', say: '已签出。' },
  { name: 'zh/ready', voice: 'cmn', say: '已示闲。' },
  { name: 'zh/not-ready', voice: 'cmn', say: '已示忙。' },
  { name: 'zh/wrap-up-ended', voice: 'cmn', say: '话后处理结束。' },
  { name: 'zh/call-back-follows', voice: 'cmn', say: '请挂机，正在为您回呼客户。' },
  { name: 'zh/parked-in', voice: 'cmn', say: '已驻留，号位是' },
  { name: 'zh/not-possible', voice: 'cmn', say: '现在不能这样操作。' },
  { name: 'en/signed-in', voice: 'en-us', say: 'Signed in.' },
  { name: 'en/signed-out', voice: 'en-us', say: 'Signed out.' },
  { name: 'en/ready', voice: 'en-us', say: 'Ready.' },
  { name: 'en/not-ready', voice: 'en-us', say: 'Not ready.' },
  { name: 'en/wrap-up-ended', voice: 'en-us', say: 'Wrap-up ended.' },
  { name: 'en/call-back-follows', voice: 'en-us', say: 'Please hang up, the customer is being called.' },
  { name: 'en/parked-in', voice: 'en-us', say: 'Parked. The slot is' },
  { name: 'en/not-possible', voice: 'en-us', say: 'That is not possible now.' },
  // A remote agent presses 1 before he is given a caller: a mailbox cannot.
  { name: 'zh/press-1-to-take', voice: 'cmn', say: '呼叫中心来电，接听请按一。' },
  { name: 'en/press-1-to-take', voice: 'en-us', say: 'A call from your call centre. Press 1 to take it.' },
  // The caller rates the agent (china.md 6); the agent's number is spoken after the first.
  { name: 'zh/rate-agent', voice: 'cmn', say: '刚才为您服务的座席工号是' },
  {
    name: 'zh/rate-question',
    voice: 'cmn',
    say: '请对服务做出评价：非常满意请按一，满意请按二，一般请按三，不满意请按四，非常不满意请按五。',
  },
  { name: 'zh/rate-thanks', voice: 'cmn', say: '感谢您的评价，再见。' },
  { name: 'en/rate-agent', voice: 'en-us', say: 'You were served by agent' },
  {
    name: 'en/rate-question',
    voice: 'en-us',
    say: 'Please rate the service. Very satisfied, press 1. Satisfied, 2. Fair, 3. Dissatisfied, 4. Very dissatisfied, 5.',
  },
  { name: 'en/rate-thanks', voice: 'en-us', say: 'Thank you for your rating. Goodbye.' },
  // What a waiting caller is told (ACD-24): "You are number" 2 4, "The expected wait is about" 3 "minutes".
  { name: 'zh/queue-you-are-next', voice: 'cmn', say: '下一位就是您。' },
  { name: 'zh/queue-position', voice: 'cmn', say: '您现在排在第' },
  { name: 'zh/queue-place', voice: 'cmn', say: '位。' },
  { name: 'zh/queue-many-before-you', voice: 'cmn', say: '您前面等候的人较多。' },
  { name: 'zh/queue-wait', voice: 'cmn', say: '预计等候' },
  { name: 'zh/queue-minutes', voice: 'cmn', say: '分钟。' },
  { name: 'zh/queue-wait-below-a-minute', voice: 'cmn', say: '预计等候不到一分钟。' },
  { name: 'en/queue-you-are-next', voice: 'en-us', say: 'You are next.' },
  { name: 'en/queue-position', voice: 'en-us', say: 'You are number' },
  { name: 'en/queue-many-before-you', voice: 'en-us', say: 'Many callers are before you.' },
  { name: 'en/queue-wait', voice: 'en-us', say: 'The expected wait is about' },
  { name: 'en/queue-minutes', recorded: [{ file: 'queue-minutes' }] },
  { name: 'en/queue-wait-below-a-minute', voice: 'en-us', say: 'The expected wait is less than a minute.' },
  ...spokenDigits(),
  ...spokenAmounts(),
];

/**
 * What amounts need beside the digits: 十 and, before a measure word, 两; eleven to nineteen and the tens.
 * @returns {Sound[]}
 */
function spokenAmounts() {
  const english = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 30, 40, 50, 60, 70, 80, 90];
  return [
    { name: 'zh/number-10', voice: 'cmn', say: '十' },
    { name: 'zh/number-liang', voice: 'cmn', say: '两' },
    ...english.map((amount) => ({ name: `en/number-${amount}`, recorded: [{ file: `digits/${amount}` }] })),
  ];
}

/**
 * Digits, spoken singly: agents' numbers, slots. In telephone numbers 1 is 幺 in Chinese (china.md 1), in
 * amounts 一: both are there.
 * @returns {Sound[]}
 */
function spokenDigits() {
  const chinese = [...'零一二三四五六七八九'];
  return [
    ...chinese.map((say, digit) => ({ name: `zh/digit-${digit}`, voice: /** @type {const} */ ('cmn'), say })),
    { name: 'zh/digit-yao', voice: 'cmn', say: '幺' },
    ...chinese.map((_, digit) => ({ name: `en/digit-${digit}`, recorded: [{ file: `digits/${digit}` }] })),
  ];
}

/** What simulated callers and agents say; also the buttons of the phones page. @type {readonly Phrase[]} */
export const phrases = [
  { id: 'zh-1', language: 'zh', by: 'caller', text: '喂，你好。我想查一下我的订单。' },
  { id: 'zh-2', language: 'zh', by: 'caller', text: '我上周买的打印机不能用了。' },
  { id: 'zh-3', language: 'zh', by: 'caller', text: '请问大概什么时候能送到？' },
  { id: 'zh-4', language: 'zh', by: 'caller', text: '好的，谢谢你，再见。' },
  { id: 'zh-5', language: 'zh', by: 'agent', text: '您好，很高兴为您服务。' },
  { id: 'zh-6', language: 'zh', by: 'agent', text: '请稍等，我帮您查一下。' },
  { id: 'zh-7', language: 'zh', by: 'agent', text: '已经为您处理好了。' },
  { id: 'en-1', language: 'en', by: 'caller', text: 'Hello.', recorded: 'hello' },
  {
    id: 'en-2',
    language: 'en',
    by: 'caller',
    text: 'Something is terribly wrong!',
    recorded: 'something-terribly-wrong',
  },
  { id: 'en-3', language: 'en', by: 'caller', text: 'Weasels have eaten our phone system.', recorded: 'tt-weasels' },
  { id: 'en-4', language: 'en', by: 'caller', text: 'Thank you.', recorded: 'privacy-thankyou' },
  { id: 'en-5', language: 'en', by: 'agent', text: 'One moment, please.', recorded: 'one-moment-please' },
  {
    id: 'en-6',
    language: 'en',
    by: 'agent',
    text: "Sorry you're having problems.",
    recorded: 'sorry-youre-having-problems',
  },
  { id: 'en-7', language: 'en', by: 'agent', text: 'Thank you for your patience.', recorded: 'queue-thankyou' },
  { id: 'en-8', language: 'en', by: 'agent', text: 'Goodbye.', recorded: 'vm-goodbye' },
];

/** @param {Phrase} phrase @returns {Sound} */
export function phraseSound(phrase) {
  const name = `callers/${phrase.id}`;
  if (phrase.recorded) return { name, recorded: [{ file: phrase.recorded }] };
  return { name, voice: phrase.language === 'zh' ? 'cmn' : 'en-us', say: phrase.text };
}
