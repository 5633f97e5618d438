using System.CommandLine;
using Muster.Cli.Connections;
using Muster.Server.SignIn.Entra;

namespace Muster.Cli.Serving;

/// <summary>How <c>muster serve</c> is told to let people sign in with Microsoft Entra.</summary>
internal sealed class SignInFlags
{
    private const string SecretVariable = "MUSTER_SIGN_IN_SECRET";

    private readonly Option<string?> _tenant = new("--sign-in-tenant")
    {
        Description = "Let people of this Entra tenant sign in, those whom an Owner adds",
        HelpName = "GUID",
    };

    private readonly Option<string?> _client = new("--sign-in-client")
    {
        Description = "Application (client) id of the app registration for signing in",
        HelpName = "GUID",
    };

    private readonly Option<string> _secret = new("--sign-in-secret-env")
    {
        Description = "Name of the environment variable with the client secret for signing in",
        DefaultValueFactory = _ => SecretVariable,
        HelpName = "NAME",
    };

    private readonly Option<string?> _authority = new("--sign-in-authority")
    {
        Description = "Login host of a national cloud",
        HelpName = "URL",
    };

    private readonly Option<FileInfo?> _trust = new("--sign-in-trust-certificate")
    {
        Description = "Private certificate of the login host to trust, in PEM form",
        HelpName = "FILE",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _tenant, _client, _secret, _authority, _trust })
            command.Options.Add(option);
        foreach (var option in new Option[] { _tenant, _client, _authority, _trust })
            ServeVariables.Describe(option);
    }

    /// <summary>What was asked for; null for local accounts only.</summary>
    /// <exception cref="UserErrorException">Half of it was said, or it is no GUID or address.</exception>
    public async Task<EntraSignInOptions?> ReadAsync(Invocation call, CancellationToken cancellationToken)
    {
        var variables = new ServeVariables(call);
        var tenant = variables.Text(_tenant);
        var client = variables.Text(_client);
        if (tenant is null && client is null)
            return null;
        var variable = call.Get(_secret)!;
        var secret = call.Variable(variable);
        if (string.IsNullOrWhiteSpace(secret))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"Signing in with Entra needs the client secret of the app registration in the environment variable {variable}, which is empty or not set."
            );
        if (secret.Trim() != secret)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"The secret in {variable} begins or ends with white space; copy it again without."
            );
        return new()
        {
            TenantId = Guid(tenant, "--sign-in-tenant"),
            ClientId = Guid(client, "--sign-in-client"),
            ClientSecret = secret,
            Authority = variables.Text(_authority) is { } authority
                ? AddConnectionCommand.HttpsUrl(authority, "--sign-in-authority", slash: true)
                : EntraSignInOptions.PublicCloud,
            TrustedCertificatePem = await AddConnectionCommand.TrustedAsync(
                variables.File(_trust),
                cancellationToken,
                "--sign-in-trust-certificate"
            ),
        };
    }

    /// <summary>The tenant is pinned by id: a name could come to mean another tenant, and <c>common</c> means all of them.</summary>
    private static Guid Guid(string? text, string option) =>
        System.Guid.TryParseExact(text, "D", out var id)
            ? id
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                text is null
                    ? $"Signing in with Entra needs {option} too."
                    : $"{option} is '{text}'; it must be a GUID, from the overview page of the app registration."
            );
}
