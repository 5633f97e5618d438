using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Server.Ui;

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
    public static string Detail(Texts T, string detail) =>
        T.Told(Shown(detail))
            .Replace("--authority", T["“Login host”"], StringComparison.Ordinal)
            .Replace("--graph-url", T["“Graph address”"], StringComparison.Ordinal)
            .Replace("--trust-certificate", T["“Private certificate”"], StringComparison.Ordinal);

    /// <summary>A sentence without the advice that is for the command line alone.</summary>
    public static string Shown(string detail) =>
        detail.Replace(
            " If this is a private server you know, give its certificate (PEM) with --trust-certificate.",
            "",
            StringComparison.Ordinal
        );

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
    public static (string Kind, string Word) State(Texts T, PermissionCheck check) =>
        check.Outcome switch
        {
            CheckOutcome.Granted when check.ShowsNothing => ("hold", T["granted, shows nothing"]),
            CheckOutcome.Granted => ("ok", T["granted"]),
            CheckOutcome.Missing => ("bad", Fault(T, check.Fault)),
            CheckOutcome.Optional => ("hold", T["not granted"]),
            CheckOutcome.Surplus => ("hold", T["granted, a risk"]),
            _ => ("idle", T["not tried"]),
        };

    private static string Fault(Texts T, DirectoryFault? fault) =>
        fault switch
        {
            DirectoryFault.SignInRefused => T["refused"],
            DirectoryFault.Unreachable => T["no connection"],
            DirectoryFault.CertificateNotTrusted => T["server not trusted"],
            DirectoryFault.OtherTenant => T["another tenant"],
            DirectoryFault.Unavailable or DirectoryFault.UnexpectedAnswer or DirectoryFault.ShortRead => T["could not be tried"],
            _ => T["missing"],
        };
}
