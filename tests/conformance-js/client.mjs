// The official client as its users set it up on Node; only the addresses and who may be sent the token differ.
import { readFile } from "node:fs/promises";
import { ClientSecretCredential } from "@azure/identity";
import graph from "@microsoft/microsoft-graph-client";
import azure from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";

export const scopes = ["https://graph.microsoft.com/.default"];

/** What the emulator wrote when it was ready: addresses, ids and secret. */
export async function readReadyFile(path) {
  return JSON.parse(await readFile(path, "utf8"));
}

export function credentialOf(emulator, secret = emulator.clientSecret) {
  return new ClientSecretCredential(emulator.tenantId, emulator.clientId, secret, {
    authorityHost: emulator.authorityUrl,
    disableInstanceDiscovery: true,
  });
}

export function clientOf(emulator, authProvider) {
  const url = new URL(emulator.graphUrl);
  return graph.Client.initWithMiddleware({
    baseUrl: url.origin,
    customHosts: new Set([url.hostname]),
    authProvider,
  });
}

export function clientOfCredential(emulator, credential) {
  return clientOf(emulator, new azure.TokenCredentialAuthenticationProvider(credential, { scopes }));
}

/** Orders to the emulator itself. */
export async function control(emulator, method, path, body) {
  const answer = await fetch(new URL(`_emulator/${path}`, emulator.authorityUrl), {
    method,
    body: body && JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
}
