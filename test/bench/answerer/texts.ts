/** What people and machines say when they answer, by espeak-ng's language. */

export type AnswerKind = 'short' | 'business' | 'voicemail';

type Sentences = Record<AnswerKind, Record<string, readonly string[]>>;

/** To tune on. Half of them were held out first; once looked at (voicemail 90 %), they became tuning too. */
export const tuningTexts: Sentences = {
  short: {
    en: [
      'Hello?',
      'Hello.',
      'Yes?',
      'Hi.',
      'Hello, John speaking.',
      'Smith.',
      'Yeah, hello?',
      'Hello, who is this?',
      'Hi, this is Anna.',
      'Good morning.',
      'Mary Jones.',
      'Hello, hello?',
      'Speaking.',
      'Hello, Browns.',
    ],
    cmn: [
      '喂？',
      '你好。',
      '喂，你好。',
      '您好，哪位？',
      '喂，谁呀？',
      '我是王芳。',
      '喂，请讲。',
      '哎，你好。',
      '喂喂？',
    ],
    es: ['¿Diga?', '¿Sí?', '¿Bueno?', 'Hola, buenos días.', '¿Aló, quién habla?'],
    fr: ['Allô ?', 'Oui, allô ?', 'Bonjour.', 'Allô, oui, qui est-ce ?'],
    it: ['Pronto?', 'Pronto, chi parla?', 'Sì?'],
    ru: ['Алло?', 'Да?', 'Слушаю вас.', 'Алло, кто это?'],
    de: ['Hallo?', 'Müller.', 'Ja, bitte?', 'Schmidt, guten Tag.'],
  },
  business: {
    en: [
      'Acme Company, good morning, you are speaking with Laura, how can I help?',
      'Good afternoon, Miller and Sons, how may I help you?',
      'Thank you for calling Northern Light Insurance, this is Peter, how can I help you today?',
      'Reception, Susan speaking.',
      'City Dental Clinic, good morning, how can I help you?',
      'Hello, Blue Lake Travel, Tom speaking, what can I do for you?',
      'Good morning, Harbour Hotel, this is the front desk.',
      'Sales department, Michael Brown, good afternoon.',
      'Green Valley Motors, this is Janet, who would you like to speak to?',
      'Hello, accounts department, Helen speaking, how can I help you?',
      'Good evening, Roma Restaurant, would you like to book a table?',
      'Technical support, my name is Daniel, may I have your customer number please?',
      'Johnson Legal, this is Karen.',
      'Good morning, you have reached Parker Engineering, Alice speaking.',
    ],
    cmn: [
      '您好，这里是东方科技公司，请问有什么可以帮您？',
      '您好，华夏保险，我是小王，请问您找哪位？',
      '你好，长城宾馆前台。',
      '早上好，新世纪旅行社，我姓李，请问有什么需要？',
      '您好，销售部，请讲。',
      '您好，欢迎致电平安物流，我是客服小张，很高兴为您服务。',
      '喂，你好，这里是人民医院挂号处。',
      '你好，红星饭店，请问您要订位吗？',
      '您好，财务部刘敏，请问哪里？',
      '下午好，这里是阳光汽车，请问有什么可以帮助您的？',
    ],
    es: [
      'Buenos días, Empresa Martínez, le atiende Carmen, ¿en qué puedo ayudarle?',
      'Hotel Central, buenas tardes, ¿dígame?',
      'Gracias por llamar a Seguros del Norte, habla Pedro, ¿en qué le puedo servir?',
      'Clínica San José, buenos días.',
    ],
    fr: [
      'Société Durand, bonjour, Sophie à votre service, que puis-je faire pour vous ?',
      'Cabinet Martin, bonjour, je vous écoute.',
      'Hôtel de la Gare, bonsoir, que puis-je pour vous ?',
      'Service clients, bonjour, Luc à votre écoute.',
    ],
    it: [
      'Ditta Rossi, buongiorno, sono Paola, come posso aiutarla?',
      'Albergo Aurora, buonasera, mi dica.',
      'Studio Bianchi, buongiorno, con chi parlo?',
    ],
    ru: [
      'Компания Восток, добрый день, меня зовут Ольга, чем могу помочь?',
      'Добрый день, автосервис Мотор, слушаю вас.',
      'Гостиница Центральная, здравствуйте.',
      'Отдел продаж, Иван Петров, здравствуйте.',
    ],
    de: [
      'Firma Weber, guten Morgen, Sie sprechen mit Frau Klein, was kann ich für Sie tun?',
      'Praxis Doktor Lang, guten Tag.',
      'Autohaus Becker, mein Name ist Thomas Vogel, guten Tag.',
      'Stadtwerke, guten Tag, wie kann ich Ihnen helfen?',
    ],
  },
  voicemail: {
    en: [
      "Hi, you've reached the voicemail of John Smith. I can't come to the phone right now. Please leave your name and number after the beep and I'll get back to you as soon as possible.",
      "Hello, this is Anna. I'm not available at the moment. Please leave a message after the tone.",
      'The person you are trying to reach is not available. Please record your message after the tone. When you have finished recording, you may hang up.',
      "Hey, it's Mike, sorry I missed your call. Leave me a message and I'll call you back. Thanks, bye.",
      'Thank you for calling Miller and Sons. Our office is closed at the moment. Our opening hours are Monday to Friday, nine to five. Please leave a message after the tone.',
      'Your call has been forwarded to an automatic voice message system. Five five five, one two three four is not available. At the tone, please record your message.',
      "You have reached the Brown family. We can't take your call right now. Please leave your name, your number and a short message, and we will return your call.",
      'Welcome to the mailbox of extension four two seven. Please leave a message after the tone. To leave a call back number, press five.',
      'The subscriber you have dialled cannot be reached at the moment. Please try again later, or leave a message after the signal.',
      "Hi, this is Doctor Green's answering machine. If this is an emergency, please hang up and dial nine one one. Otherwise, leave your name and number after the beep.",
      "Hello, I'm either on the phone or away from my desk. Please leave your name and number and I'll get back to you as soon as I can.",
      'We are sorry, but nobody is available to take your call. Please leave your message after the tone, and somebody will call you back on the next working day.',
    ],
    cmn: [
      '您好，您拨打的电话暂时无法接通，请在提示音后留言，留言结束请挂机。',
      '您好，我是李明，我现在不方便接听电话，请在嘀声之后留下您的姓名和电话，我会尽快给您回电。',
      '对不起，您所拨打的用户正忙，请在听到提示音后留言，或者稍后再拨。',
      '欢迎使用语音信箱业务，您呼叫的用户暂时不能接听您的电话，请在滴声后留言。',
      '您好，这里是东方科技公司，现在是下班时间，我们的工作时间是周一至周五，上午九点到下午五点，请留言。',
      '您好，机主不在，有事请留言，我会替您转告。请在提示音后开始讲话，按井号键结束。',
      '您拨打的用户已启用来电助手服务，请问您有什么事情需要我转达吗？请在提示音后说话。',
      '你好，我暂时不能接电话，请留下你的名字和号码，我稍后打给你，谢谢，再见。',
    ],
    es: [
      'Ha llamado al buzón de voz de Carmen López. En este momento no puedo atenderle. Por favor, deje su mensaje después de la señal.',
      'El teléfono al que llama está apagado o fuera de cobertura. Deje su mensaje después de oír la señal.',
      'Hola, soy Pedro, ahora no puedo contestar. Déjame un mensaje y te llamo en cuanto pueda. Gracias.',
    ],
    fr: [
      'Bonjour, vous êtes bien sur la messagerie de Sophie Durand. Je ne suis pas disponible pour le moment. Merci de laisser un message après le signal sonore.',
      "Votre correspondant n'est pas disponible. Veuillez laisser un message après le bip sonore.",
      'Bonjour, nos bureaux sont actuellement fermés. Laissez vos coordonnées et nous vous rappellerons dans les meilleurs délais.',
    ],
    it: [
      'Risponde la segreteria telefonica di Paolo Rossi. In questo momento non posso rispondere. Lasciate un messaggio dopo il segnale acustico.',
      "L'utente desiderato non è al momento raggiungibile. Lasciate un messaggio dopo il segnale acustico.",
    ],
    ru: [
      'Здравствуйте, вы позвонили Ольге Ивановой. Сейчас я не могу ответить на ваш звонок. Пожалуйста, оставьте сообщение после сигнала.',
      'Абонент временно недоступен. Пожалуйста, оставьте сообщение после звукового сигнала или перезвоните позже.',
      'Вас приветствует автоответчик. В настоящее время мы не можем ответить на ваш звонок. Оставьте сообщение после гудка.',
    ],
    de: [
      'Guten Tag, hier ist der Anschluss von Familie Weber. Wir sind zurzeit nicht zu erreichen. Bitte hinterlassen Sie eine Nachricht nach dem Signalton.',
      'Der gewünschte Gesprächspartner ist zurzeit nicht erreichbar. Sie können nach dem Signalton eine Nachricht hinterlassen.',
      'Hallo, hier ist die Mailbox von Thomas. Sprich mir einfach was drauf, ich rufe dann zurück.',
    ],
  },
};

/** Held out: written after the weights were fixed, never tuned on. */
export const heldOutTexts: Sentences = {
  short: {
    en: ['Hello, Peter here.', 'Yes, hello?', 'Good evening.', 'Who is calling?', 'Hey, what is up?'],
    cmn: ['喂，哪位？', '你好，我是陈刚。', '嗯，你说。', '喂，您找谁？'],
    es: ['Dígame.', 'Sí, buenas tardes.'],
    fr: ['Oui ?', 'Allô, bonsoir.'],
    de: ['Ja, hallo?', 'Becker.'],
    ru: ['Да, алло.', 'Говорите.'],
  },
  business: {
    en: [
      'Riverside Bakery, good morning, Emma speaking.',
      'Good afternoon, Crown Estate Agents, this is Oliver, how can I help?',
      'Hello, you are through to City Water, my name is Grace, how may I help you?',
      'Fast Courier, hello.',
      'Saint Mary school office, Linda speaking, good morning.',
    ],
    cmn: [
      '您好，这里是长江电器，请问有什么可以帮您？',
      '你好，明珠大酒店，请问您预订房间吗？',
      '您好，我是客服小赵，请讲。',
      '您好，教务处。',
      '早上好，金桥律师事务所，请问您找哪位律师？',
    ],
    es: ['Talleres Romero, buenos días, ¿qué desea?', 'Farmacia Central, le habla Lucía, ¿en qué puedo ayudarle?'],
    fr: ['Garage Petit, bonjour.', 'Mairie de Lyon, bonjour, que puis-je faire pour vous ?'],
    it: ['Farmacia Verdi, buongiorno, mi dica.', 'Hotel Milano, buonasera, sono Marco, come posso aiutarla?'],
    de: ['Hotel Adler, guten Abend, mein Name ist Sabine Kraus.', 'Bäckerei Huber, grüß Gott.'],
    ru: ['Аптека на Садовой, здравствуйте.', 'Салон красоты Лилия, Марина, чем могу помочь?'],
  },
  voicemail: {
    en: [
      'You have reached the office of Doctor Allen. The practice is closed now. Please leave a message after the tone.',
      "Hi, this is Kate. I can't pick up right now, so please leave a message and I will ring you back.",
      'The mobile phone you are calling is switched off. Please leave your message after the beep.',
      'Welcome to the voice mail service. The person at extension three one two is on the phone. Please record a message.',
    ],
    cmn: [
      '您好，我现在正在开会，不方便接电话，请在提示音后留言，我会尽快联系您。',
      '您拨打的用户暂时无人接听，请在嘀声后留言，按任意键结束录音。',
      '感谢您致电长江电器，我们的客服人员现在不在，请留下您的联系电话和需要咨询的问题。',
      '这里是语音信箱，请在听到信号音后开始留言。',
    ],
    es: [
      'Este es el contestador de la familia Gómez. No estamos en casa. Deje su mensaje después de la señal, gracias.',
    ],
    fr: [
      'Vous êtes en communication avec le répondeur de Julie. Laissez-moi un message après le bip et je vous rappellerai.',
    ],
    it: ['Salve, sono Marco, al momento non posso rispondere. Lasciate un messaggio e vi richiamerò appena possibile.'],
    de: [
      'Sie sind verbunden mit der Praxis Doktor Lang. Wir haben zurzeit geschlossen. Bitte sprechen Sie nach dem Ton.',
    ],
    ru: ['Вы позвонили в компанию Восток. Наш рабочий день окончен. Оставьте сообщение, и мы вам перезвоним.'],
  },
};
