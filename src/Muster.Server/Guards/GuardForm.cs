using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Server.Ui;

namespace Muster.Server.Guards;

/// <summary>Guard rails, or their ceiling, as somebody types them.</summary>
public sealed class GuardForm
{
    private readonly Dictionary<string, string> _typed = new(StringComparer.Ordinal);

    private GuardForm(bool isCeiling) => IsCeiling = isCeiling;

    /// <summary>Whether it is the workspace's ceiling.</summary>
    public bool IsCeiling { get; }

    /// <summary>Names of protected groups, one a line.</summary>
    public string ProtectedGroups { get; set; } = "";

    /// <summary>UPNs or ids of protected people, one a line.</summary>
    public string ProtectedUsers { get; set; } = "";

    /// <summary>Whether a held plan is released by a second person only.</summary>
    public bool SecondPerson { get; set; }

    /// <summary>What stands in the field of a figure; empty for none.</summary>
    public string this[string figure]
    {
        get => _typed.GetValueOrDefault(figure, "");
        set => _typed[figure] = value;
    }

    /// <summary>The form of stored values.</summary>
    /// <param name="values">The values of a connection, or of the workspace.</param>
    /// <param name="isCeiling">Whether they are the workspace's.</param>
    public static GuardForm Of(IReadOnlyDictionary<string, string> values, bool isCeiling)
    {
        ArgumentNullException.ThrowIfNull(values);
        var form = new GuardForm(isCeiling);
        if (isCeiling)
        {
            var ceiling = Settings.OfWorkspace.FromValues(values).GuardCeiling;
            foreach (var figure in GuardFigure.All)
                form[figure.Path] = Text(ceiling.Of(figure));
            return form;
        }
        var policies = Settings.OfConnection.FromValues(values);
        foreach (var figure in GuardFigure.All)
            form[figure.Path] = Text(figure.Read(policies.Guards));
        form.ProtectedGroups = string.Join('\n', policies.ProtectedGroups);
        form.ProtectedUsers = string.Join('\n', policies.ProtectedUsers);
        form.SecondPerson = policies.SecondPerson;
        return form;
    }

    /// <summary>The settings it asks for.</summary>
    public IReadOnlyList<SettingEdit> Edits =>
        IsCeiling
            ?
            [
                .. GuardFigure.All.Select(figure => new SettingEdit(
                    $"guardCeiling.{figure.Path}",
                    this[figure.Path].Trim() is { Length: > 0 } text ? text : null
                )),
            ]
            :
            [
                .. GuardFigure.All.Select(figure => new SettingEdit(
                    $"guards.{figure.Path}",
                    this[figure.Path].Trim() is { Length: > 0 } text ? text : SettingKind.Number.None
                )),
                new("protectedGroups", SettingKind.Several.Join(Lines(ProtectedGroups))),
                new("protectedUsers", SettingKind.Several.Join(Lines(ProtectedUsers))),
                new("secondPerson", SecondPerson ? "true" : "false"),
            ];

    /// <summary>What stands in each field, by its path.</summary>
    public IReadOnlyDictionary<string, string> Fields()
    {
        var fields = GuardFigure.All.ToDictionary(figure => figure.Path, figure => this[figure.Path], StringComparer.Ordinal);
        (fields["protectedGroups"], fields["protectedUsers"], fields["secondPerson"]) = (
            ProtectedGroups,
            ProtectedUsers,
            SecondPerson ? "true" : "false"
        );
        return fields;
    }

    /// <summary>Puts back what was typed; fields that are not named stay.</summary>
    public void Take(IReadOnlyDictionary<string, string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        foreach (var path in GuardFigure.All.Select(figure => figure.Path).Where(fields.ContainsKey))
            this[path] = fields[path];
        ProtectedGroups = fields.GetValueOrDefault("protectedGroups", ProtectedGroups);
        ProtectedUsers = fields.GetValueOrDefault("protectedUsers", ProtectedUsers);
        SecondPerson = fields.TryGetValue("secondPerson", out var second) ? second == "true" : SecondPerson;
    }

    /// <summary>What is wrong, by name of the setting; empty when nothing is.</summary>
    internal IReadOnlyDictionary<string, string> Faults(Texts T)
    {
        var sheet = IsCeiling ? SettingSheet.OfWorkspace : SettingSheet.OfConnection;
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in Edits)
            if (value is not null && sheet.Find(path).Kind is var kind && kind.Canonical(value) is null)
                faults[path] =
                    value == SettingKind.Number.None
                        ? T["This cannot be left empty: it takes {0}.", T.Told(kind.Words)]
                        : T["'{0}' does not fit: it takes {1}.", value, T.Told(kind.Words)];
        return faults;
    }

    /// <summary>The limit on a loss as it is typed; null while something in it is wrong, or there is no such limit.</summary>
    public RemovalLimit? Limit(string name)
    {
        int? Number(string part) =>
            int.TryParse(this[$"{name}.{part}"], System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
        return Number("atLeast") is { } least && Number("of") is { } of ? new(Number("percent"), least, of, Number("moreThan")) : null;
    }

    private static string Text(int? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal);
}
