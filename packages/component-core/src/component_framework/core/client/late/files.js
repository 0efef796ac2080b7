/**
 * A message with files, as a form's data (docs/protocol.md, "Files"): the message as JSON in `live-message`, and each
 * file beside it, called by the number of its call and the name of its control. Called by transport.js, for each try.
 */
export function pack(message) {
  const data = new FormData();
  const calls = (message.calls ?? [message]).map((call, number) => ({ ...call, fields: takeFiles(call.fields, number, data) }));
  const text = JSON.stringify(message.calls ? { ...message, calls } : calls[0]);
  if (data.keys().next().done) return text;
  data.append("live-message", text);
  return data;
}

/** The fields that are texts; the others go into `data`. */
function takeFiles(fields = {}, number, data) {
  const texts = Object.entries(fields).filter(([name, value]) => {
    const files = [value].flat().filter((one) => one instanceof File);
    // A control in which nothing was chosen holds a file without a name.
    for (const file of files) if (file.name) data.append(`${number}.${name}`, file);
    return !files.length;
  });
  return Object.fromEntries(texts);
}
