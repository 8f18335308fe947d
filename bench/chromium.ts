/**
 * Chromium driven by the DevTools protocol alone, with nothing switched on that would keep what a page
 * sends: Playwright always listens to the network, and so its tabs hold bodies that others let go.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'

const START_MS = 30_000
const CALL_MS = 30_000

type Answer = { id?: number; result?: Record<string, unknown>; error?: { message: string } }
type Send = (method: string, params?: Record<string, unknown>) => Promise<Record<string, unknown>>
type Line = { send: Send; close: () => void }

export type Tab = {
  /** The value of an expression in the page; it must fit into JSON. @throws what the page throws */
  evaluate: (expression: string) => Promise<unknown>
  /** Chooses files for the input that `expression` names. */
  chooseFiles: (expression: string, paths: readonly string[]) => Promise<void>
}

export type Chromium = {
  open: (url: string) => Promise<Tab>
  /** Process ids by kind: `browser`, `renderer`, `utility` and so on. */
  processes: () => Promise<{ kind: string; pid: number }[]>
  close: () => Promise<void>
}

/**
 * Starts a browser without a window, with a profile of its own.
 * @param path of the program; Playwright's own when undefined
 * @throws when it does not start within 30 seconds
 */
export async function startChromium(path: string | undefined): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), 'rhw-chromium-'))
  const options = ['--headless=new', '--no-sandbox', '--no-first-run', '--disable-extensions']
  const browser = spawn(
    path ?? chromium.executablePath(),
    [...options, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: 'ignore' },
  )
  const ended = once(browser, 'close').catch(() => [])
  const end = async () => {
    browser.kill('SIGTERM')
    await ended
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const [port, address] = await portFile(join(profile, 'DevToolsActivePort'))
    const whole = await connect(`ws://127.0.0.1:${port}${address}`)
    const lines = [whole]
    return {
      open: async (url) => {
        const { targetId } = await whole.send('Target.createTarget', { url })
        const line = await connect(`ws://127.0.0.1:${port}/devtools/page/${String(targetId)}`)
        lines.push(line)
        return tabOn(line.send)
      },
      processes: async () => {
        const { processInfo } = await whole.send('SystemInfo.getProcessInfo')
        return (processInfo as { type: string; id: number }[]).map(({ type, id }) => ({
          kind: type,
          pid: id,
        }))
      },
      close: async () => {
        for (const line of lines) line.close()
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** Port and address, which the browser writes when it is ready. */
async function portFile(path: string): Promise<string[]> {
  for (const started = Date.now(); Date.now() - started < START_MS; ) {
    const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n')
    if (lines.length > 1) return lines
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('Chromium did not start within 30 seconds.')
}

async function connect(address: string): Promise<Line> {
  const socket = new WebSocket(address)
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new Error('Chromium is not reached.')), {
      once: true,
    })
  })
  const waiting = new Map<number, (answer: Answer) => void>()
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
  })
  socket.addEventListener('close', () => {
    for (const settle of waiting.values()) settle({ error: { message: 'Chromium has ended.' } })
  })
  let last = 0
  return {
    send: (method, params = {}) => {
      last += 1
      const id = last
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => settle({ error: { message: 'no answer' } }), CALL_MS)
        const settle = ({ result, error }: Answer) => {
          clearTimeout(timer)
          waiting.delete(id)
          if (error) reject(new Error(`${method}: ${error.message}`))
          else resolve(result ?? {})
        }
        waiting.set(id, settle)
        socket.send(JSON.stringify({ id, method, params }))
      })
    },
    close: () => socket.close(),
  }
}

type Evaluated = {
  result?: { value?: unknown; objectId?: string }
  exceptionDetails?: { text: string; exception?: { description?: string } }
}

function tabOn(send: Send): Tab {
  const evaluate = async (expression: string, returnByValue: boolean) => {
    const answer: Evaluated = await send('Runtime.evaluate', {
      expression,
      returnByValue,
      awaitPromise: true,
    })
    const wrong = answer.exceptionDetails
    if (wrong) throw new Error(wrong.exception?.description ?? wrong.text)
    return answer.result
  }
  return {
    evaluate: async (expression) => (await evaluate(expression, true))?.value,
    chooseFiles: async (expression, paths) => {
      const objectId = (await evaluate(expression, false))?.objectId
      if (objectId === undefined) throw new Error(`${expression} names no element.`)
      await send('DOM.setFileInputFiles', { files: paths, objectId })
    },
  }
}
