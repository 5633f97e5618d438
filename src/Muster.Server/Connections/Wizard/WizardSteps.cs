using Muster.Server.Ui;

namespace Muster.Server.Connections.Wizard;

/// <summary>The steps from nothing to a first plan, in their order.</summary>
internal static class WizardSteps
{
    /// <summary>The address of the wizard.</summary>
    public const string Page = "/connections/new";

    /// <summary>Source and credential.</summary>
    public const int Source = 0;

    /// <summary>What the application may do; at its end the connection is stored.</summary>
    public const int Check = 1;

    /// <summary>Which people and which groups.</summary>
    public const int Scope = 2;

    /// <summary>Matching, naming and nesting.</summary>
    public const int Rules = 3;

    /// <summary>Guard rails.</summary>
    public const int Limits = 4;

    /// <summary>The first plan.</summary>
    public const int Plan = 5;

    /// <summary>The words of the address.</summary>
    public static readonly IReadOnlyList<string> All = ["source", "check", "scope", "rules", "limits", "plan"];

    /// <summary>The step of a word; null for none.</summary>
    public static int? Of(string? word) =>
        All.Select((name, at) => (name, at)).Where(step => step.name == word).Select(step => (int?)step.at).FirstOrDefault();

    /// <summary>What a step is called.</summary>
    public static string Name(Texts T, int step) =>
        step switch
        {
            Source => T["Source and credential"],
            Check => T["Permission check"],
            Scope => T["People and groups"],
            Rules => T["Matching and naming"],
            Limits => T["Guard rails"],
            _ => T["First plan"],
        };

    /// <summary>Where a step is.</summary>
    /// <param name="connection">Name of the connection; null while it is not stored.</param>
    /// <param name="step">The step.</param>
    public static string Address(string? connection, int step) =>
        connection is null
            ? step == Source
                ? Page
                : $"{Page}?step={All[step]}"
            : $"{Page}?connection={Uri.EscapeDataString(connection)}&step={All[step]}";
}
