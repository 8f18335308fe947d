/** Reads from `content` and from what contentlayer made whatever the files for tools are made of. */
import { publishedAdvisories } from '#lib/content/advisories'
import {
  loadActors,
  loadControls,
  loadIndicators,
  loadSite,
  loadSoftware,
  loadSources,
  loadTechniques,
} from '#lib/content/data'
import type { ToolContent } from './tool-content.ts'

/** Everything for `toolFiles`. `siteUrl` is the site's origin, `root` the folder that holds `content`. */
export function loadToolContent(siteUrl: string, root = process.cwd()): ToolContent {
  return {
    siteUrl,
    site: loadSite(root),
    advisories: publishedAdvisories(root),
    sources: loadSources(root),
    indicators: loadIndicators(root),
    controls: loadControls(root),
    techniques: loadTechniques(root),
    actors: loadActors(root),
    software: loadSoftware(root),
  }
}
