/** What is done inside Thunderbird 140 and later, each as the body of an async function. */

const SETUP = `
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const main = Services.wm.getMostRecentWindow("mail:3pane");
// Not the window's own timers: those stand still behind a dialog.
const { setTimeout } = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
// What throws is not ready yet: a header of a mail is replaced while its folder is still read.
const until = async (what, ready) => {
  let last = "";
  for (let tries = 0; tries < 600; tries += 1) {
    try {
      const found = await ready();
      if (found) return found;
    } catch (error) {
      last = ": " + error;
    }
    await pause(100);
  }
  throw new Error("Waited in vain for " + what + last);
};
const tabmail = main.document.getElementById("tabmail");
const describe = async (shown) => {
  const { msg } = shown.Enigmail;
  // Whatever it does with keys, it does a moment after the mail is shown.
  for (let tries = 0; tries < 100 && msg.attachedSenderEmailKeysIndex.length === 0; tries += 1) await pause(100);
  await pause(300);
  const bar = shown.document.getElementById("openpgpKeyBox");
  return {
    subject: shown.document.getElementById("expandedsubjectBox").textContent,
    text: shown.getMessagePaneBrowser().contentDocument.body.textContent,
    attachments: shown.currentAttachments.map(({ name }) => name),
    offered: msg.attachedSenderEmailKeysIndex.map(({ keyInfo }) => keyInfo.fpr),
    bar: bar.hidden ? "" : bar.textContent.trim(),
  };
};
// Opens the newest mail of a folder with so many of them; the list is as the reader has it, in threads.
const openNewest = async (folder, count) => {
  tabmail.switchToTab(0);
  const pane = tabmail.currentAbout3Pane;
  pane.displayFolder(folder.URI);
  const newestNow = () => {
    const mails = [...folder.messages].sort((a, b) => b.messageKey - a.messageKey);
    return mails.length === count ? mails[0] : null;
  };
  await until("the list", () => pane.gFolder === folder && pane.gDBView !== null && newestNow());
  let chosen = 0;
  return until("the mail", () => {
    const newest = newestNow();
    const row = newest === null ? 0xffffffff : pane.gDBView.findIndexOfMsgHdr(newest, true);
    if (row === 0xffffffff) return false;
    const shown = tabmail.currentAboutMessage;
    const isRow = pane.threadTree.selectedIndex === row;
    if (isRow && shown?.gMessage?.messageId === newest.messageId && shown.msgLoaded) return { pane, newest, shown };
    // A list that is read anew meanwhile can keep its row and show nothing.
    if (!isRow || Date.now() - chosen > 5000) {
      pane.threadTree.selectedIndex = -1;
      pane.threadTree.selectedIndex = row;
      chosen = Date.now();
    }
    return false;
  });
};
`

/** Takes a secret key as the account's own. Arguments: the armored key, its fingerprint. */
export const INSTALL_KEY = `${SETUP}
const { RNP } = ChromeUtils.importESModule("chrome://openpgp/content/modules/RNP.sys.mjs");
const { PgpSqliteDb2 } = ChromeUtils.importESModule("chrome://openpgp/content/modules/sqliteDb.sys.mjs");
const { BondOpenPGP } = ChromeUtils.importESModule("chrome://openpgp/content/BondOpenPGP.sys.mjs");
await BondOpenPGP.init();
const done = await RNP.importSecKeyBlockImpl(window, () => {}, false, args[0]);
if (done.exitCode !== 0) throw new Error("The key was not taken: " + done.errorMsg);
await PgpSqliteDb2.acceptAsPersonalKey(args[1].toUpperCase());
const identity = MailServices.accounts.getIdentity("id1");
identity.setUnicharAttribute("openpgp_key_id", args[1].toUpperCase().slice(-16));
`

/** Puts a mail into a folder and opens it. Arguments: the file, a name for the folder. */
export const OPEN_MAIL = `${SETUP}
const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
file.initWithPath(args[0]);
const root = MailServices.accounts.localFoldersServer.rootFolder;
root.createSubfolder(args[1], null);
const folder = root.getChildNamed(args[1]);
await new Promise((resolve, reject) =>
  MailServices.copy.copyFileMessage(file, folder, null, false, 0, "", {
    QueryInterface: ChromeUtils.generateQI(["nsIMsgCopyServiceListener"]),
    onStartCopy() {}, onProgress() {}, setMessageKey() {}, getMessageId() {},
    onStopCopy(status) { status ? reject(new Error("copy " + status)) : resolve() },
  }, null));
return describe((await openNewest(folder, 1)).shown);
`

/** Opens the newest mail of INBOX on the mail server. Arguments: how many there are by then, the password. */
export const OPEN_NEWEST = `${SETUP}
const server = MailServices.accounts.getAccount("account1").incomingServer;
server.password = args[1];
const inbox = await until("INBOX", () => {
  server.performExpand(main.msgWindow);
  return server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
});
await until("mails", async () => {
  if ([...inbox.messages].length >= args[0]) return true;
  inbox.getNewMessages(main.msgWindow, null);
  await pause(500);
});
const { pane, newest, shown } = await openNewest(inbox, args[0]);
const parent = newest.threadParent === 0xffffffff ? null : inbox.GetMessageHeader(newest.threadParent);
const thread = pane.gDBView.getThreadContainingMsgHdr(newest);
return {
  ...(await describe(shown)),
  id: newest.messageId,
  parent: parent?.messageId ?? null,
  thread: thread.numChildren,
};
`

/** Presses “Decrypt and Show” and waits for the tab that it opens. */
export const SHOW_INNER = `${SETUP}
const outer = tabmail.currentAboutMessage;
const bar = await until("the bar", () =>
  outer.Enigmail.msg.notificationBox.getNotificationWithValue("hasNestedEncryptedParts"));
const button = await until("the button", () =>
  bar.querySelector("button") ?? bar.buttonContainer?.querySelector("button"));
button.click();
const shown = await until("the tab", () => {
  const about = tabmail.currentAboutMessage;
  return about !== outer && about?.msgLoaded && about;
});
return describe(shown);
`

/** Answers the windows of an import that was just begun; waits until the key is there. */
const ANSWER_IMPORT = `
const dialogOf = (name) => [...Services.wm.getEnumerator(null)]
  .find(({ document }) => document.location.href.endsWith(name) && document.readyState === "complete");
const confirm = await until("the dialog", () => dialogOf("/confirmPubkeyImport.xhtml"));
await until("its words", () => confirm.document.getElementById("acceptUnverified").label);
confirm.document.getElementById("acceptUnverified").click();
confirm.document.querySelector("dialog").acceptDialog();
const told = await until("the end of the import", () => dialogOf("/enigmailKeyImportInfo.xhtml"));
await pause(300);
told.close();
await pause(800);
`

/** Presses the button in the bar above the mail and accepts the key. */
export const TAKE_KEY = `${SETUP}
const shown = tabmail.currentAboutMessage;
// The button returns only when its dialogs are closed.
setTimeout(() => shown.document.querySelector("#openpgpKeyBox button").click(), 0);
${ANSWER_IMPORT}
`

/** “Import OpenPGP Key” in the menu of the attachment that holds the tip's key, and accepts it. */
export const IMPORT_ATTACHED = `${SETUP}
const shown = tabmail.currentAboutMessage;
const attachment = shown.currentAttachments.find(({ name }) => name === "tip-key.asc");
setTimeout(() => shown.Enigmail.msg.handleAttachment("importKey", attachment), 0);
${ANSWER_IMPORT}
tabmail.closeTab(tabmail.currentTabInfo);
`

/** “Enable encryption for new messages” in the account's settings, as its dialog stores it. */
export const ENCRYPT_NEW = `${SETUP}
MailServices.accounts.getIdentity("id1").encryptionPolicy = 2;
`

/** “Encrypt” in the bar that says that encryption is possible. */
export const TURN_ON_ENCRYPTION = `${SETUP}
const compose = Services.wm.getMostRecentWindow("msgcompose");
const bar = await until("the bar", () => compose.gComposeNotification.getNotificationWithValue("enableNotification"));
const buttons = [...bar.querySelectorAll("button"), ...(bar.buttonContainer?.querySelectorAll("button") ?? [])];
buttons.find((one) => one.dataset.l10nId === "can-e2e-encrypt-button").click();
await until("encryption", () => compose.gSendEncrypted && !compose.gCheckEncryptionStateCompletionIsPending);
return { encrypted: compose.gSendEncrypted, missing: compose.gEmailsWithMissingKeys };
`

/** Presses “Reply” and says how the window of the reply stands. */
export const PRESS_REPLY = `${SETUP}
const opened = new Promise((resolve) => {
  Services.ww.registerNotification(function answer(subject, topic) {
    if (topic !== "domwindowopened") return;
    Services.ww.unregisterNotification(answer);
    resolve(subject);
  });
});
tabmail.currentAboutMessage.document.getElementById("hdrReplyButton").click();
const compose = await opened;
await new Promise((resolve) => compose.addEventListener("compose-editor-ready", resolve, { once: true }));
await until("the keys", () => compose.gLoadingComplete && !compose.gCheckEncryptionStateCompletionIsPending);
await pause(500);
return {
  to: [...compose.document.querySelectorAll("mail-address-pill")].map((pill) => pill.emailAddress),
  encrypted: compose.gSendEncrypted,
  signed: compose.gSendSigned,
  missing: compose.gEmailsWithMissingKeys,
};
`

/** Accepts the key that was found, in the dialog of the window of the reply. */
export const RESOLVE_KEY = `${SETUP}
const compose = Services.wm.getMostRecentWindow("msgcompose");
const { document } = compose;
const bar = compose.gComposeNotification.getNotificationWithValue("keyNotification");
const buttons = [...bar.querySelectorAll("button"), ...(bar.buttonContainer?.querySelectorAll("button") ?? [])];
buttons.find((one) => one.dataset.l10nId === "key-notification-resolve").click();
(await until("the list", () => document.querySelector("#keysListIssues button"))).click();
(await until("the key", () => document.querySelector('input[name="valid-key"]'))).click();
await pause(200);
document.getElementById("resolveViewAcceptKey").click();
await until("the acceptance", () =>
  !compose.gCheckEncryptionStateCompletionIsPending && compose.gEmailsWithMissingKeys.length === 0);
await compose.gKeyAssistant.close();
return { missing: compose.gEmailsWithMissingKeys };
`

/** Writes, attaches, and sends. Arguments: the text, a file's path or null. */
export const SEND = `${SETUP}
const compose = Services.wm.getMostRecentWindow("msgcompose");
const editor = compose.GetCurrentEditor();
editor.beginningOfDocument();
editor.insertText(args[0]);
if (args[1] !== null) {
  const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
  file.initWithPath(args[1]);
  const attachment = Cc["@mozilla.org/messengercompose/attachment;1"].createInstance(Ci.nsIMsgAttachment);
  attachment.url = Services.io.newFileURI(file).spec;
  attachment.name = file.leafName;
  attachment.size = file.fileSize;
  await compose.AddAttachments([attachment]);
}
compose.goDoCommand("cmd_sendNow");
await until("the end of sending", () => compose.closed);
`

/** Closes the window of the reply; what stands in it is lost. */
export const CLOSE_REPLY = `${SETUP}
const compose = Services.wm.getMostRecentWindow("msgcompose");
compose.gContentChanged = false;
compose.close();
await until("the end of the window", () => compose.closed);
`
