/* A page of signing that was opened once opens again without network. It keeps nothing else. */
"use strict";
const STORE = "of-signing";
const STATIC = "/of_training/static/src/signing/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
    const { request } = event;
    const isOurs = request.mode === "navigate" || new URL(request.url).pathname.startsWith(STATIC);
    if (request.method === "GET" && isOurs) {
        event.respondWith(fetch(request).catch(() => fromStore(request)));
    }
});

async function fromStore(request) {
    const store = await caches.open(STORE);
    return (await store.match(request, { ignoreSearch: true })) || Response.error();
}
