using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Muster.GraphEmulator.Page;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.SignIn;

/// <summary>The page on which an administrator consents to an app's permissions: <c>/{tenant}/v2.0/adminconsent</c>.</summary>
/// <remarks>
/// Source: "Admin consent on the Microsoft identity platform". Whoever opens it counts as an administrator, and every loopback address
/// as registered for coming back to; others are refused as an address that is not registered.
/// </remarks>
internal sealed class ConsentPage(AppRegistrations apps, TenantNames names, string tenantId)
{
    private const string Declined = "AADSTS65004: The resource owner or authorization server denied the request.";

    public static bool IsAt(IReadOnlyList<string> path) => path is [_, "v2.0", "adminconsent"];

    public async Task AnswerAsync(HttpContext context, string tenant, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var asked = Asked.Read(request.Query);
        var fault = FaultOf(asked, tenant);
        if (HttpMethods.IsPost(request.Method) && fault is null)
        {
            if (!BrowserGuard.Admits(request))
            {
                await SendAsync(
                    context,
                    403,
                    "<h1>Not from here</h1><p>This form was sent by a page of another site.</p>",
                    "",
                    cancellationToken
                );
                return;
            }
            var form = await request.ReadFormAsync(cancellationToken);
            context.Response.Redirect(Answer(asked, form["answer"] == "accept"));
            return;
        }
        var app = fault is null ? apps.Find(asked.Client)! : null;
        await SendAsync(
            context,
            fault is null ? 200 : 400,
            app is null ? Refusal(fault!) : Question(app, request.QueryString.Value ?? ""),
            app is null ? "" : new Uri(asked.Redirect).GetLeftPart(UriPartial.Authority),
            cancellationToken
        );
    }

    /// <summary>Grants what the app registration names, and says where to go with the answer.</summary>
    private string Answer(Asked asked, bool accepts)
    {
        var answer = new Dictionary<string, string?> { ["admin_consent"] = "True", ["tenant"] = tenantId };
        if (accepts)
        {
            apps.Change(Guid.Parse(asked.Client), app => app with { Roles = Named(app) });
            answer["scope"] = asked.Scope;
        }
        else
            (answer["error"], answer["error_description"]) = ("consent_required", Declined);
        if (asked.State.Length > 0)
            answer["state"] = asked.State;
        return QueryHelpers.AddQueryString(asked.Redirect, answer);
    }

    private string? FaultOf(Asked asked, string tenant)
    {
        if (!names.IsThis(tenant) && !tenant.Equals("organizations", StringComparison.OrdinalIgnoreCase))
            return Words(SignInError.UnknownTenant(tenant));
        foreach (var (name, value) in new[] { ("client_id", asked.Client), ("redirect_uri", asked.Redirect), ("scope", asked.Scope) })
            if (value.Length == 0)
                return Words(SignInError.MissingField(name));
        if (apps.Find(asked.Client) is null)
            return Words(SignInError.UnknownApp(asked.Client, tenant));
        if (!Uri.TryCreate(asked.Redirect, UriKind.Absolute, out var back) || back.Scheme is not ("http" or "https") || !back.IsLoopback)
            return $"AADSTS50011: The redirect URI '{asked.Redirect}' specified in the request does not match the redirect URIs configured for the application '{asked.Client}'.";
        return GraphResources.IsGraph(GraphResources.OfScope(asked.Scope)) ? null : Words(SignInError.WrongScope(asked.Scope));
    }

    /// <summary>What the app registration names: what it was given, and what apps of this emulator ask for.</summary>
    private static IReadOnlyList<string> Named(AppRegistration app) => [.. app.Roles.Union(Permissions.Defaults, StringComparer.Ordinal)];

    private static string Question(AppRegistration app, string query) =>
        $"<h1>Permissions requested</h1><p>Review for your organisation: the application <code>{Html(app.ClientId)}</code> asks for</p>"
        + $"<ul>{string.Concat(Named(app).Select(name => $"<li><code>{Html(name)}</code></li>"))}</ul>"
        + $"<form method=\"post\" action=\"{Html(query)}\"><p><button name=\"answer\" value=\"cancel\">Cancel</button> "
        + "<button class=\"primary\" name=\"answer\" value=\"accept\">Accept</button></p></form>"
        + "<p class=\"quiet\">This is the emulator. Whoever opens this page counts as an administrator.</p>";

    private static string Refusal(string fault) => $"<h1>Sorry, but we’re having trouble with this request</h1><p>{Html(fault)}</p>";

    private static string Words(SignInError error) => $"AADSTS{error.Code}: {error.Message}";

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private static async Task SendAsync(HttpContext context, int status, string body, string back, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self' {back}; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "same-origin";
        await response.WriteAsync(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\" /><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />"
                + "<title>Permissions requested · Graph emulator</title><link rel=\"icon\" href=\"/_emulator/page/icon.svg\" type=\"image/svg+xml\" />"
                + $"<link rel=\"stylesheet\" href=\"/_emulator/page/page.css\" /></head><body><main class=\"consent\"><section class=\"card\">{body}</section></main></body></html>",
            Encoding.UTF8,
            cancellationToken
        );
    }

    private sealed record Asked(string Client, string Redirect, string Scope, string State)
    {
        public static Asked Read(IQueryCollection query) =>
            new(query["client_id"].ToString(), query["redirect_uri"].ToString(), query["scope"].ToString(), query["state"].ToString());
    }
}
