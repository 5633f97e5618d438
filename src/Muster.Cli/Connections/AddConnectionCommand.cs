using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Engine.Connections;
using Muster.Entra.Http;

namespace Muster.Cli.Connections;

/// <summary><c>muster connection add entra</c></summary>
internal sealed class AddConnectionCommand
{
    private readonly Option<string> _name = new("--name")
    {
        Description = $"A name of your choice: 1 to {ConnectionName.Longest} characters without a slash",
        Required = true,
        HelpName = "NAME",
    };
    private readonly Option<string> _tenant = new("--tenant-id")
    {
        Description = "Tenant: its GUID or a verified domain",
        Required = true,
        HelpName = "TENANT",
    };
    private readonly Option<string> _client = new("--client-id")
    {
        Description = "Application (client) id of the app registration, or client id of the managed identity",
        Required = true,
        HelpName = "GUID",
    };
    private readonly CredentialOptions _credential = new();
    private readonly Option<string> _graph = new("--graph-url")
    {
        Description = "Graph root with version, for national clouds and the emulator",
        DefaultValueFactory = _ => "https://graph.microsoft.com/v1.0",
        HelpName = "URL",
    };
    private readonly Option<string> _authority = new("--authority")
    {
        Description = "Login host, for national clouds and the emulator",
        DefaultValueFactory = _ => "https://login.microsoftonline.com/",
        HelpName = "URL",
    };
    private readonly Option<FileInfo?> _trust = new("--trust-certificate")
    {
        Description = "PEM file with a private certificate to trust for this connection alone",
        HelpName = "FILE",
    };

    public static Command Create(Cli cli)
    {
        var add = new Command("add", "Connect a directory");
        var options = new AddConnectionCommand();
        var entra = new Command("entra", "Connect a Microsoft Entra ID tenant")
        {
            options._name,
            options._tenant,
            options._client,
            options._graph,
            options._authority,
            options._trust,
        }.WithExamples(
            "muster connection add entra --name corp --tenant-id 72f9…db47 --client-id 3a5e…91c0 --certificate muster.pem",
            "CORP_SECRET=… muster connection add entra --name corp --tenant-id contoso.com --client-id 3a5e…91c0 --secret-env CORP_SECRET",
            "muster connection add entra --name corp --tenant-id contoso.com --client-id 3a5e…91c0 --federated"
        );
        options._credential.AddTo(entra);
        cli.Handle(entra, options.RunAsync);
        add.Add(entra);
        return add;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var credential =
            await _credential.ReadAsync(call, cancellationToken)
            ?? throw new UserErrorException(
                ExitCodes.WrongUsage,
                "Say how Muster signs in: --managed-identity or --federated where the machine has one, --certificate FILE, or --secret-env VAR."
            );
        var connection = new Connection
        {
            Name = Name(call.Get(_name)!),
            TenantId = TenantId(call.Get(_tenant)!),
            ClientId = ClientId(call.Get(_client)!),
            Credential = credential.Kind,
            GraphUrl = HttpsUrl(call.Get(_graph)!, "--graph-url", slash: false),
            Authority = HttpsUrl(call.Get(_authority)!, "--authority", slash: true),
            TrustedCertificatePem = await TrustedAsync(call.Get(_trust), cancellationToken),
        };
        await using var muster = await call.OpenAsync(cancellationToken);
        var stored =
            await muster.Connections.AddAsync(connection, credential, call.Actor, cancellationToken)
            ?? throw new UserErrorException(
                ExitCodes.Locked,
                $"A connection called '{connection.Name}' exists already. Choose another name, or remove it first: muster connection remove \"{connection.Name}\"."
            );
        if (call.Terminal.Json)
            call.Terminal.WriteJson(json => ConnectionCommands.Write(json, stored));
        call.Terminal.Say(
            $"Connected [bold]{stored.Name}[/] to tenant {stored.TenantId}. {Kept(credential, call.Database?.Place ?? call.DataFolder)}"
        );
        call.Terminal.Note($"[grey]Next: muster connection test \"{stored.Name}\"[/]");
        return ExitCodes.Fine;
    }

    private static string Kept(Credential credential, string place) =>
        credential.Kind is CredentialKind.Secret or CredentialKind.Certificate
            ? $"The credential is stored encrypted in {place}."
            : "No secret is stored.";

    internal static async Task<string?> TrustedAsync(
        FileInfo? file,
        CancellationToken cancellationToken,
        string option = "--trust-certificate"
    )
    {
        if (file is null)
            return null;
        var pem = await ReadPemAsync(file, option, cancellationToken);
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.ExportCertificatePem();
        }
        catch (CryptographicException fault)
        {
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"{option}: {file.FullName} is not a certificate in PEM form ({fault.Message.TrimEnd('.')})."
            );
        }
    }

    internal static async Task<string> ReadPemAsync(FileInfo file, string option, CancellationToken cancellationToken)
    {
        if (!file.Exists)
            throw new UserErrorException(ExitCodes.NotFound, $"{option}: there is no file {file.FullName}.");
        if (file.Length > 1 << 20)
            throw new UserErrorException(ExitCodes.WrongUsage, $"{option}: {file.FullName} is larger than 1 MB, which no certificate is.");
        return await File.ReadAllTextAsync(file.FullName, cancellationToken);
    }

    private static string Name(string text) =>
        ConnectionName.Fault(text) is { } fault ? throw new UserErrorException(ExitCodes.WrongUsage, $"--name: {fault}") : text.Trim();

    internal static string ClientId(string text) =>
        Guid.TryParse(text, out var client)
            ? client.ToString("D")
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--client-id is '{text}', which is not a GUID. It is the 'Application (client) ID' on the app registration's overview page."
            );

    private static string TenantId(string text) =>
        Guid.TryParse(text, out var guid) ? guid.ToString("D")
        : text.Length is > 3 and < 254
        && text.Contains('.')
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-')
            ? text.ToLowerInvariant()
        : throw new UserErrorException(
            ExitCodes.WrongUsage,
            $"--tenant-id is '{text}', which is neither a GUID nor a domain name such as contoso.com. It is the 'Directory (tenant) ID' on the app registration's overview page."
        );

    internal static Uri HttpsUrl(string text, string option, bool slash)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme != Uri.UriSchemeHttps
            || url.UserInfo.Length > 0
            || url.Query.Length > 0
        )
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"{option} is '{text}'; it must be an https address without user name or query, such as https://graph.microsoft.com/v1.0."
            );
        if (MetadataHosts.IsOne(url))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"{option} is '{text}', the address where a cloud tells the machine its own keys. No directory is there."
            );
        var trimmed = text.TrimEnd('/');
        return new Uri(slash ? trimmed + "/" : trimmed);
    }
}
