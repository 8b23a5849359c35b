// Passkeys: the form carries the browser's answer in its hidden field and is then sent as any form.
//
//   <form method="post" action="/…" data-passkey="create" data-passkey-options="/…/options" hidden>
//     <input type="hidden" name="credential"> <button>…</button>   ("create" or "get")
//
// The options address is posted to and answers the JSON of webauthn-rs: {"publicKey": {…}}, bytes in base64url.
import { post } from "../http";
import { island } from "../island";
import { words } from "../words";
import { say } from "./status-line";

type Json = Record<string, any>;

island("form[data-passkey]", (element) => {
  const form = element as HTMLFormElement;
  if (!("PublicKeyCredential" in window)) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void negotiate(form).catch(() => say(words.passkeyFailed));
  });
});

async function negotiate(form: HTMLFormElement): Promise<void> {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
  const response = await post(form.dataset.passkeyOptions ?? "", fields, form);
  if (!response.ok) throw new Error("options refused");
  const publicKey = decodeOptions(((await response.json()) as Json).publicKey);
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
  const field = form.querySelector<HTMLInputElement>("input[name=credential]");
  if (!field || !credential) throw new Error("no credential");
  field.value = JSON.stringify(encodeCredential(credential as PublicKeyCredential));
  // submit(), and not requestSubmit(): this form has been listened to already.
  form.submit();
}

function decodeOptions(options: Json): any {
  const credentials = (list?: Json[]) => list?.map((item) => ({ ...item, id: bytes(item.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user ? { user: { ...options.user, id: bytes(options.user.id) } } : {}),
    ...(options.excludeCredentials ? { excludeCredentials: credentials(options.excludeCredentials) } : {}),
    ...(options.allowCredentials ? { allowCredentials: credentials(options.allowCredentials) } : {}),
  };
}

function encodeCredential(credential: PublicKeyCredential): Json {
  const response = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const encoded: Json = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"] as const) {
    const value = response[part];
    if (value) encoded[part] = base64url(value);
  }
  if (response.getTransports) encoded.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: base64url(credential.rawId),
    type: credential.type,
    response: encoded,
    extensions: credential.getClientExtensionResults(),
  };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function base64url(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
