// build.mjs — bundles scripts, styles and icons into ../static/build with hashed names, and writes
// the manifest that tells the pages which name stands for which file today.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "..", "static", "build");
const out = `${built}.next`; // takes the place of the old one only when it is whole

// What every page loads, and the editors, for whose weight no other page pays.
const EVERYWHERE = ["index.js", "index.css"];
const EDITORS = ["studio/decision.js", "studio/diagram.js", "studio/form.js"];

function named(metafile) {
  const names = {};
  for (const [file, { cssBundle, entryPoint }] of Object.entries(metafile.outputs)) {
    if (![...EVERYWHERE, ...EDITORS].includes(entryPoint)) continue;
    names[entryPoint] = relative(out, join(here, file));
    if (cssBundle) names[entryPoint.replace(/js$/, "css")] = relative(out, join(here, cssBundle));
  }
  return names;
}

// One sprite for all icons: a page asks for it once and draws any icon by its name.
function icons() {
  const folder = join(here, "icons");
  const symbols = readdirSync(folder)
    .filter((file) => file.endsWith(".svg"))
    .sort()
    .map((file) => {
      const drawing = readFileSync(join(folder, file), "utf8");
      const inside = drawing.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
      return `<symbol id="${basename(file, ".svg")}" viewBox="0 0 24 24">${inside}</symbol>`;
    });
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
  const hash = createHash("sha256").update(sprite).digest("hex").slice(0, 8).toUpperCase();
  writeFileSync(join(out, `icons-${hash}.svg`), sprite);
  return { "icons.svg": `icons-${hash}.svg` };
}

// The properties panel brings a preact of its own; beside another, its rows silently stay empty.
const onePreact = {
  name: "one preact",
  setup(build) {
    const preact = /^(?:\.\.|@bpmn-io\/properties-panel)\/preact(\/.*)?$/;
    build.onResolve({ filter: preact }, ({ kind, path }) =>
      build.resolve(path.replace(preact, "preact$1"), { kind, resolveDir: here }),
    );
  },
};

rmSync(out, { force: true, recursive: true });
mkdirSync(out, { recursive: true });
const { metafile } = await esbuild.build({
  absWorkingDir: here,
  bundle: true,
  chunkNames: "part-[name]-[hash]",
  entryNames: "[name]-[hash]",
  entryPoints: [...EVERYWHERE, ...EDITORS],
  format: "esm",
  legalComments: "linked",
  loader: {
    ".bpmn": "text",
    ".eot": "file",
    ".svg": "dataurl",
    ".ttf": "file",
    ".woff": "file",
    ".woff2": "file",
  },
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: out,
  plugins: [onePreact],
  splitting: true,
  target: "es2022",
});
const manifest = { ...named(metafile), ...icons() };
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

// The server hands these out as they are to whoever reads gzip.
for (const file of readdirSync(out).filter((name) => /\.(css|js|svg)$/.test(name))) {
  writeFileSync(join(out, `${file}.gz`), gzipSync(readFileSync(join(out, file)), { level: 9 }));
}

rmSync(built, { force: true, recursive: true });
renameSync(out, built);
