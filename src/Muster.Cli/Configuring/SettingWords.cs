using Muster.Cli.Terminals;
using Muster.Core.Configuration;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;

namespace Muster.Cli.Configuring;

/// <summary>Settings in words.</summary>
internal static class SettingWords
{
    public static string Value(string? value) =>
        value switch
        {
            null => "not set",
            "[]" or "{}" => "nothing",
            ['[', ..] => string.Join(", ", SettingKind.Several.Values(value)),
            _ => value,
        };

    public static string From(SettingInfo setting, SettingsVersion version) =>
        version.Values.ContainsKey(setting.Path) ? "set here" : "default";

    public static string Danger(Danger danger) =>
        danger switch
        {
            Core.Configuration.Danger.Cosmetic => "none",
            Core.Configuration.Danger.ChangesSync => "changes sync",
            _ => "destructive",
        };

    public static string DangerSentence(Danger danger) =>
        danger switch
        {
            Core.Configuration.Danger.Cosmetic => "none: it never changes who is in what",
            Core.Configuration.Danger.ChangesSync => "changes what is synchronised; its effect is shown before it is saved",
            _ => "may take much away, or let it be taken without a person; needs --reason, and its effect is shown before it is saved",
        };

    public static string Version(SettingsVersion version) =>
        version.Version == 0
            ? "never changed."
            : $"version {version.Version}, by {version.Actor} at {Numbers.Instant(version.At!.Value)}{Reason(version)}.";

    public static string Change(SettingsVersion version, string value) =>
        $"to {value} in version {version.Version}, by {version.Actor} at {Numbers.Instant(version.At!.Value)}{Reason(version)}";

    /// <summary>How long ago, for people.</summary>
    public static string Ago(TimeSpan ago) =>
        ago.TotalSeconds < 60 ? "a moment ago"
        : ago.TotalMinutes < 60 ? $"{Numbers.Of((long)ago.TotalMinutes, "minute")} ago"
        : ago.TotalHours < 48 ? $"{Numbers.Of((long)ago.TotalHours, "hour")} ago"
        : $"{Numbers.Of((long)ago.TotalDays, "day")} ago";

    public static void Print(Terminal terminal, SettingDifference difference) =>
        terminal.Say(
            $"  {(difference.Danger == Core.Configuration.Danger.Destructive ? "!" : "~")} {difference.Path}: {Value(difference.Before)} → [bold]{Value(difference.After)}[/] [grey]{Danger(difference.Danger)}[/]"
        );

    /// <summary>"Saved, not yet applied", and nothing when all is.</summary>
    public static string? Unapplied(Connection connection) =>
        connection switch
        {
            { AppliedConfiguration: 0 } => "no sync of the whole connection yet",
            { HasUnappliedConfiguration: true } =>
                $"saved, not yet applied: version {connection.ConfigurationVersion} is saved, the last sync followed version {connection.AppliedConfiguration}",
            _ => null,
        };

    public static void NoteUnapplied(Terminal terminal, Connection connection)
    {
        if (connection.AppliedConfiguration > 0 && Unapplied(connection) is { } words)
            terminal.Note($"[yellow]![/] '{connection.Name}': {words}. Next: muster sync");
    }

    public static void NoteFollowed(Terminal terminal, Connection connection)
    {
        if (connection is { AppliedConfiguration: > 0, HasUnappliedConfiguration: true })
            terminal.Note(
                $"[grey]This sync follows settings that were saved and not yet applied (version {connection.ConfigurationVersion}, the last one followed {connection.AppliedConfiguration}).[/]"
            );
    }

    private static string Reason(SettingsVersion version) => version.Reason is { } reason ? $": {reason}" : "";
}
