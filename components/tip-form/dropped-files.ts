/** What was dropped on the page: files, and folders, which browsers hand over as files that cannot be read. */

/** What is used of a DataTransfer. */
type Dropped = {
  files: Iterable<File>
  items: Iterable<Pick<DataTransferItem, 'kind' | 'getAsFile' | 'webkitGetAsEntry'>>
}

/** Takes files and folders apart; must be called while the drop is handled. */
export function droppedFiles(dropped: Dropped): { files: File[]; folders: string[] } {
  const items = [...dropped.items].filter(({ kind }) => kind === 'file')
  if (items.length === 0) return { files: [...dropped.files], folders: [] }
  const files: File[] = []
  const folders: string[] = []
  for (const item of items) {
    const entry = item.webkitGetAsEntry?.()
    const file = item.getAsFile()
    if (entry?.isDirectory) folders.push(entry.name)
    else if (file) files.push(file)
  }
  return { files, folders }
}
