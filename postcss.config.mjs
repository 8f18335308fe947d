// Tailwind 4 is the only PostCSS plugin; its theme lives in app/globals.css.
export default { plugins: { '@tailwindcss/postcss': {} } }
