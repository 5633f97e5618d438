// What the client makes of refusals: its own error type, its own retries, the sign-in library's errors.
import { ConfidentialClientApplication } from "@azure/msal-node";
import { clientOf, clientOfCredential, control, credentialOf, scopes } from "./client.mjs";

async function errorOf(promise) {
  try {
    await promise;
    return { type: "none" };
  } catch (error) {
    return {
      type: error.constructor.name,
      status: error.statusCode,
      code: error.code,
      message: error.message,
      requestId: error.requestId,
      inner: innerOf(error.body),
    };
  }
}

/** A body is Graph's JSON, or the text of an error that came before Graph was asked. */
function innerOf(body) {
  return typeof body === "string" && body.startsWith("{") ? JSON.parse(body).innerError : undefined;
}

export const failing = {
  notFound: ({ client, known }) => errorOf(client.api(`/users/${known.nobody}`).get()),

  unsupported: ({ client }) => errorOf(client.api("/users").filter("endswith(mail,'@contoso.com')").get()),

  async throttled({ client, emulator }) {
    await control(emulator, "POST", "faults", { rules: [{ path: "/v1.0/users", times: 2, status: 429, retryAfter: "1" }] });
    const started = performance.now();
    const page = await client.api("/users").top(5).get();
    const seconds = (performance.now() - started) / 1000;
    const { rules } = await control(emulator, "GET", "faults");
    await control(emulator, "DELETE", "faults");
    return { count: page.value.length, seconds, refused: rules[0].applied };
  },

  async throttledForGood({ client, emulator }) {
    await control(emulator, "POST", "faults", { rules: [{ path: "/v1.0/groups", status: 429, retryAfter: "0" }] });
    const error = await errorOf(client.api("/groups").get());
    await control(emulator, "DELETE", "faults");
    return error;
  },

  wrongSecret: ({ emulator }) => errorOf(clientOfCredential(emulator, credentialOf(emulator, "wrong")).api("/users").get()),

  /** The sign-in library below Azure.Identity, by itself: it reads the discovery document of the authority. */
  async msal({ emulator }) {
    const authority = new URL(emulator.tenantId, emulator.authorityUrl);
    const app = new ConfidentialClientApplication({
      auth: {
        clientId: emulator.clientId,
        clientSecret: emulator.clientSecret,
        authority: authority.href,
        knownAuthorities: [authority.host],
      },
    });
    const token = await app.acquireTokenByClientCredential({ scopes });
    const client = clientOf(emulator, { getAccessToken: async () => token.accessToken });
    const page = await client.api("/organization").get();
    return { type: token.tokenType, organization: page.value[0].displayName };
  },
};
