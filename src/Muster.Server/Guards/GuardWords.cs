using System.Globalization;
using Muster.Core.Guarding;
using Muster.Server.Ui;

namespace Muster.Server.Guards;

/// <summary>Guard rails for people.</summary>
internal static class GuardWords
{
    /// <summary>What a guard rail watches.</summary>
    public static string Name(Texts T, string name) =>
        name switch
        {
            "groupStated" => T["Removals of one group, stated by the directory"],
            "groupInferred" => T["Removals of one group, merely inferred"],
            "groupDayStated" => T["Removals of one group in 24 hours, stated"],
            "groupDayInferred" => T["Removals of one group in 24 hours, inferred"],
            "runStated" => T["Removals of one run, stated"],
            "runInferred" => T["Removals of one run, inferred"],
            "dayStated" => T["Removals of 24 hours, stated"],
            "dayInferred" => T["Removals of 24 hours, inferred"],
            "suspendedStated" => T["Suspensions, stated by the directory"],
            "suspendedInferred" => T["Suspensions, merely inferred"],
            "emptiedGroupSize" => T["A group that becomes empty"],
            "shrinkPercent" => T["A directory that shrinks"],
            "createdGroups" => T["Groups created by rule in one run"],
            "changedGroups" => T["Groups that one run changes"],
            "retiredGroups" => T["Groups that one run retires"],
            _ => name,
        };

    /// <summary>What a figure is of, by its path within the guard rails.</summary>
    public static string Figure(Texts T, string path) =>
        path.Split('.') switch
        {
            [var name, "percent"] => T["{0}: more than, in percent", Name(T, name)],
            [var name, "atLeast"] => T["{0}: at least", Name(T, name)],
            [var name, "of"] => T["{0}: of at least", Name(T, name)],
            [var name, "moreThan"] => T["{0}: or more than", Name(T, name)],
            _ => Name(T, path),
        };

    /// <summary>The arithmetic of a limit on a loss.</summary>
    public static string Limit(Texts T, RemovalLimit limit)
    {
        var size = limit.Of > 0 ? T[" in a group of {0} or more", Words.Number(T, limit.Of)] : "";
        var from = T.Count(limit.AtLeast, "{0} removal", "{0} removals");
        return (limit.Percent, limit.MoreThan) switch
        {
            ({ } percent, { } number) => T[
                "holds more than {0} % from {1} on{2}, or {3} in all",
                Words.Number(T, percent),
                from,
                size,
                Words.Number(T, number)
            ],
            ({ } percent, null) => T["holds more than {0} % from {1} on{2}", Words.Number(T, percent), from, size],
            (null, { } number) => T["holds more than {0} in all", Words.Number(T, number)],
            _ => T["never holds anything"],
        };
    }

    /// <summary>What a single figure means; null when none is given, or it is no figure.</summary>
    public static string? Figure(Texts T, string name, string? typed) =>
        !int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var figure)
            ? null
            : name switch
            {
                "emptiedGroupSize" => T.Count(
                    figure,
                    "holds when a group of {0} member or more would become empty",
                    "holds when a group of {0} members or more would become empty"
                ),
                "shrinkPercent" => T["holds when more than {0} % of the people, or of the groups, are missing from a full read", figure],
                "createdGroups" => T.Count(figure, "holds more than {0} new group", "holds more than {0} new groups"),
                "changedGroups" => T.Count(
                    figure,
                    "holds a run that changes members or owners of more than {0} group",
                    "holds a run that changes members or owners of more than {0} groups"
                ),
                "retiredGroups" => T.Count(
                    figure,
                    "holds a run that retires more than {0} group",
                    "holds a run that retires more than {0} groups"
                ),
                _ => null,
            };
}
