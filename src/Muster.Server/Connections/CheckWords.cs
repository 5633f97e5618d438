using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Server.Connections;

/// <summary>Which field of a connection a failed check is about.</summary>
internal enum ConnectionField
{
    /// <summary>None in particular.</summary>
    None,

    /// <summary>Tenant.</summary>
    Tenant,

    /// <summary>Application id.</summary>
    Client,

    /// <summary>Secret or certificate.</summary>
    Credential,

    /// <summary>Graph address.</summary>
    Graph,

    /// <summary>Login host.</summary>
    Authority,
}

/// <summary>Checks in the words of the app.</summary>
internal static class CheckWords
{
    /// <summary>Names fields where the command line names options.</summary>
    public static string Detail(string detail) =>
        detail
            .Replace(" If this is a private server you know, give its certificate (PEM) with --trust-certificate.", "", StringComparison.Ordinal)
            .Replace("--authority", "“Login host”", StringComparison.Ordinal)
            .Replace("--graph-url", "“Graph address”", StringComparison.Ordinal)
            .Replace("--trust-certificate", "“Private certificate”", StringComparison.Ordinal);

    /// <summary>The field where the fix is.</summary>
    public static ConnectionField FieldOf(PermissionCheck check, Connection connection) =>
        check.Fault switch
        {
            DirectoryFault.OtherTenant => ConnectionField.Tenant,
            DirectoryFault.Unreachable when check.Detail.Contains(connection.Authority.Host, StringComparison.OrdinalIgnoreCase) =>
                ConnectionField.Authority,
            DirectoryFault.Unreachable => ConnectionField.Graph,
            DirectoryFault.SignInRefused when check.Detail.Contains("Tenant ", StringComparison.Ordinal) => ConnectionField.Tenant,
            DirectoryFault.SignInRefused when check.Detail.Contains("Application ", StringComparison.Ordinal) => ConnectionField.Client,
            DirectoryFault.SignInRefused => ConnectionField.Credential,
            _ => ConnectionField.None,
        };

    /// <summary>Meaning of the badge, and its word. A permission is called missing only where the directory said so.</summary>
    public static (string Kind, string Word) State(PermissionCheck check) =>
        check.Outcome switch
        {
            CheckOutcome.Granted when check.ShowsNothing => ("hold", "granted, shows nothing"),
            CheckOutcome.Granted => ("ok", "granted"),
            CheckOutcome.Missing => ("bad", Fault(check.Fault)),
            CheckOutcome.Optional => ("hold", "not granted"),
            CheckOutcome.Surplus => ("hold", "granted, a risk"),
            _ => ("idle", "not tried"),
        };

    private static string Fault(DirectoryFault? fault) =>
        fault switch
        {
            DirectoryFault.SignInRefused => "refused",
            DirectoryFault.Unreachable => "no connection",
            DirectoryFault.CertificateNotTrusted => "server not trusted",
            DirectoryFault.OtherTenant => "another tenant",
            DirectoryFault.Unavailable or DirectoryFault.UnexpectedAnswer or DirectoryFault.ShortRead => "could not be tried",
            _ => "missing",
        };
}
