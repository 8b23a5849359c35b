// The few sentences the scripts say themselves, in the language of the page. Everything longer comes
// from the server.

// U+202F before ; ! ? and U+00A0 before :, as French typography asks.
const french = {
  saved: (time: string) => `Enregistré à ${time}`,
  saving: "Enregistrement…",
  conflict: "Ce texte a été modifié ailleurs\u202f; votre version reste à l’écran.",
  offline: "Pas de réseau\u00a0: votre texte est gardé dans cet onglet et sera enregistré au retour du réseau.",
  signedOut: "Votre session est fermée\u00a0: votre texte est gardé dans cet onglet. Reconnectez-vous puis revenez sur cette page.",
  notSaved: "L’enregistrement n’a pas abouti. Votre texte est gardé dans cet onglet.",
  restored: "Texte non enregistré retrouvé.",
  mineKept: "Un texte que vous aviez écrit ici n’a pas été enregistré, et celui-ci a changé depuis.",
  takeMine: "Reprendre le mien",
  dropMine: "Garder celui-ci",
  showPassword: "Afficher",
  hidePassword: "Masquer",
  moved: "Déplacé.",
  moveFailed: "Le déplacement n’a pas été enregistré\u00a0: l’ordre précédent est rétabli.",
  tooLarge: (name: string, size: string, limit: string) =>
    `«\u00a0${name}\u00a0» pèse ${size}\u202f; la limite est de ${limit}.`,
  uploading: (percent: number) => `Envoi\u00a0: ${percent}\u00a0%`,
  uploadEnds: "Envoi terminé, traitement en cours…",
  imageOnItsWay: "L’image est en cours d’envoi…",
  leavesSoon: "Un instant\u00a0: ce qui vient d’être ajouté est en cours d’envoi…",
  uploadFailed: "L’envoi n’a pas abouti. Vérifiez le réseau et recommencez.",
  confirm: "Confirmer",
  cancel: "Annuler",
  close: "Fermer",
  remove: "Retirer",
  failure: "Cela n’a pas fonctionné. Recommencez dans un instant.",
  network: "Le serveur ne répond pas. Vérifiez le réseau et recommencez.",
  expired: "Votre session est fermée. Rechargez la page pour vous reconnecter.",
  refused: "Vous n’avez pas le droit de faire cela.",
  gone: "Ce que vous cherchez n’existe plus.",
  tooMany: "Trop de demandes à la fois. Patientez un instant.",
  copied: "Copié.",
};

const english: typeof french = {
  saved: (time) => `Saved at ${time}`,
  saving: "Saving…",
  conflict: "This text was changed elsewhere; your version stays on screen.",
  offline: "No network: your text is kept in this tab and will be saved when the network is back.",
  signedOut: "Your session is closed: your text is kept in this tab. Sign in again, then come back to this page.",
  notSaved: "Saving did not succeed. Your text is kept in this tab.",
  restored: "Unsaved text found again.",
  mineKept: "A text that you wrote here was not saved, and this one has changed since.",
  takeMine: "Take mine back",
  dropMine: "Keep this one",
  showPassword: "Show",
  hidePassword: "Hide",
  moved: "Moved.",
  moveFailed: "The move was not saved: the previous order is back.",
  tooLarge: (name, size, limit) => `“${name}” is ${size}; the limit is ${limit}.`,
  uploading: (percent) => `Sending: ${percent}%`,
  uploadEnds: "Sent, being processed…",
  imageOnItsWay: "The image is being sent…",
  leavesSoon: "One moment: what was just added is being sent…",
  uploadFailed: "Sending did not succeed. Check the network and try again.",
  confirm: "Confirm",
  cancel: "Cancel",
  close: "Close",
  remove: "Remove",
  failure: "That did not work. Try again in a moment.",
  network: "The server does not answer. Check the network and try again.",
  expired: "Your session is closed. Reload the page to sign in again.",
  refused: "You are not allowed to do this.",
  gone: "What you are looking for no longer exists.",
  tooMany: "Too many requests at once. Wait a moment.",
  copied: "Copied.",
};

export type Words = typeof french;

const language = document.documentElement.lang.toLowerCase();

export const words: Words = language.startsWith("en") ? english : french;

// "14 h 32" in French, "14:32" in English.
export function timeOfDay(date: Date): string {
  const hours = String(date.getHours());
  const minutes = String(date.getMinutes()).padStart(2, "0");
  return words === english ? `${hours.padStart(2, "0")}:${minutes}` : `${hours}\u00a0h\u00a0${minutes}`;
}

// Bytes as people read them: "2,4 Mo", "2.4 MB".
export function readableSize(bytes: number): string {
  const units = words === english ? ["bytes", "kB", "MB", "GB"] : ["octets", "ko", "Mo", "Go"];
  let rank = 0;
  let value = bytes;
  while (value >= 1000 && rank < units.length - 1) {
    value /= 1000;
    rank += 1;
  }
  const digits = rank === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(language || "fr", { maximumFractionDigits: digits })}\u00a0${units[rank] ?? ""}`;
}
