using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Muster.GraphEmulator.SignIn;

/// <summary>What a client asks the token endpoint for.</summary>
/// <param name="Form">The fields.</param>
/// <param name="ClientId">Application id; empty when there is none.</param>
/// <param name="Secret">Secret; empty when there is none.</param>
internal sealed record TokenRequest(IFormCollection Form, string ClientId, string Secret)
{
    private string Scope => Field("scope").Trim();

    /// <summary>What it shows in place of a secret; null when it shows none.</summary>
    public string? Assertion => Form.ContainsKey("client_assertion") ? Field("client_assertion") : null;

    /// <summary>The API it wants a token for, once the scope is known to have no problem.</summary>
    public string Resource => GraphResources.OfScope(Scope)!;

    public static TokenRequest Read(IFormCollection form, string authorization)
    {
        var (basicId, basicSecret) = ReadBasic(authorization);
        return new(form, basicId ?? form["client_id"].ToString(), basicSecret ?? form["client_secret"].ToString());
    }

    /// <returns>What is missing or makes no sense, or null.</returns>
    public SignInError? FindProblem()
    {
        var grant = Field("grant_type");
        if (Form.Any(field => field.Value.Count > 1))
            return SignInError.Malformed;
        if (grant.Length == 0)
            return SignInError.MissingField("grant_type");
        if (grant != "client_credentials")
            return SignInError.UnsupportedGrant(grant);
        if (ClientId.Length == 0)
            return SignInError.MissingField("client_id");
        if (Scope.Length == 0)
            return SignInError.MissingField("scope");
        return Assertion is null ? null : FindTypeProblem();
    }

    /// <returns>Why the scope is not one application's permissions on Graph, or null.</returns>
    public SignInError? FindScopeProblem()
    {
        var scopes = Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Select(GraphResources.OfScope).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1)
            return SignInError.SeveralResources(Scope);
        return GraphResources.IsGraph(GraphResources.OfScope(Scope)) ? null : SignInError.WrongScope(Scope);
    }

    private SignInError? FindTypeProblem() =>
        Field("client_assertion_type") switch
        {
            "" => SignInError.MissingField("client_assertion_type"),
            ClientAssertions.Type => null,
            _ => SignInError.Malformed,
        };

    private string Field(string name) => Form[name].ToString();

    private static (string? ClientId, string? Secret) ReadBasic(string authorization)
    {
        if (
            !AuthenticationHeaderValue.TryParse(authorization, out var header)
            || !string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)
        )
            return (null, null);
        var bytes = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length))
            return (null, null);
        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return pair.Length == 2 ? (Decode(pair[0]), Decode(pair[1])) : (null, null);
    }

    /// <summary>Both parts are form-encoded before they are joined (RFC 6749, 2.3.1).</summary>
    private static string Decode(string part) => Uri.UnescapeDataString(part.Replace('+', ' '));
}
