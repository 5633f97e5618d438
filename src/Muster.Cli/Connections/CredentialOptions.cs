using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Engine.Connections;

namespace Muster.Cli.Connections;

/// <summary>How a connection signs in, for the verbs that add and update one; what is better stands higher.</summary>
internal sealed class CredentialOptions
{
    private readonly Option<string?> _identity = new("--managed-identity")
    {
        Description =
            "In Azure: the managed identity with the client id (user, the default) or the machine's own (system). Nothing is stored",
        HelpName = "user|system",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _federated = new("--federated")
    {
        Description =
            $"On Kubernetes and other clouds: the outside identity's token, read from FILE or from where {Credential.FederatedTokenVariable} says. Nothing is stored",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<FileInfo?> _certificate = new("--certificate")
    {
        Description = "PEM file with the certificate and its private key",
        HelpName = "FILE",
    };
    private readonly Option<string?> _secretVariable = new("--secret-env")
    {
        Description = "Environment variable that holds the client secret (a secret is never typed on the command line)",
        HelpName = "VAR",
    };

    /// <summary>Gives a verb the options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    /// <summary>The credential that was named; null when none was.</summary>
    /// <exception cref="UserErrorException">More than one was named, or one that cannot be used.</exception>
    public async Task<Credential?> ReadAsync(Invocation call, CancellationToken cancellationToken)
    {
        var named = All.Where(call.Has).Select(option => option.Name).ToList();
        if (named.Count > 1)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"Give one way to sign in, not {string.Join(" and ", named)}: a connection has one credential."
            );
        if (call.Has(_identity))
            return new Credential(CredentialKind.ManagedIdentity, Identity(call.Get(_identity)));
        if (call.Has(_federated))
            return new Credential(CredentialKind.Federated, TokenFile(call.Get(_federated)));
        if (call.Get(_secretVariable) is { } variable)
            return new Credential(CredentialKind.Secret, Secret(variable));
        if (call.Get(_certificate) is not { } certificate)
            return null;
        var pem = await AddConnectionCommand.ReadPemAsync(certificate, _certificate.Name, cancellationToken);
        return new Credential(CredentialKind.Certificate, CheckedCertificate(pem, certificate.FullName, call.Clock));
    }

    private Option[] All => [_identity, _federated, _certificate, _secretVariable];

    private static string Identity(string? word) =>
        word switch
        {
            null or Credential.UserIdentity => Credential.UserIdentity,
            Credential.SystemIdentity => Credential.SystemIdentity,
            _ => throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--managed-identity is '{word}'; it is user (the identity with the client id of the connection) or system (the machine's own)."
            ),
        };

    /// <summary>The whole path, so that it is the same file wherever Muster is started; empty for what the environment names.</summary>
    private static string TokenFile(string? file) =>
        string.IsNullOrEmpty(file) ? ""
        : File.Exists(file) ? Path.GetFullPath(file)
        : throw new UserErrorException(ExitCodes.NotFound, $"--federated: there is no file {Path.GetFullPath(file)}.");

    private static string Secret(string variable)
    {
        var secret = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(secret))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"The environment variable {variable} that --secret-env names is empty or not set. Set it for this one command: {variable}=… muster connection add …"
            );
        if (secret.Trim() != secret)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"The secret in {variable} begins or ends with white space; copy it again without."
            );
        return secret;
    }

    private static string CheckedCertificate(string pem, string file, TimeProvider clock)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem, pem);
            if (new DateTimeOffset(certificate.NotAfter) < clock.GetUtcNow())
                throw new UserErrorException(
                    ExitCodes.NotSignedIn,
                    $"The certificate in {file} expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}. Make a new one and upload it to the app registration."
                );
            return pem;
        }
        catch (CryptographicException fault)
        {
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"{file} does not hold a certificate with its private key in PEM form ({fault.Message.TrimEnd('.')}). It needs a BEGIN CERTIFICATE and a BEGIN PRIVATE KEY block."
            );
        }
    }
}
