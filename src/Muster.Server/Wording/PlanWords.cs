using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Server.Ui;

namespace Muster.Server.Wording;

/// <summary>Plans and runs in words.</summary>
internal static class PlanWords
{
    /// <summary>What a plan does, in one sentence.</summary>
    public static string Sentence(PlanCounts counts) => Sentence(Texts.English, counts);

    /// <summary>The same in the language of the reader.</summary>
    public static string Sentence(Texts T, PlanCounts counts)
    {
        if (counts.Total == 0)
            return T["nothing to do; the platform equals the directory."];
        (int Count, string Words)[] parts =
        [
            (counts.MembersRemoved, T.Count(counts.MembersRemoved, "{0} member removed", "{0} members removed")),
            (counts.OwnersRemoved, T.Count(counts.OwnersRemoved, "{0} owner removed", "{0} owners removed")),
            (counts.UsersSuspended, T.Count(counts.UsersSuspended, "{0} user suspended", "{0} users suspended")),
            (counts.MembersAdded, T.Count(counts.MembersAdded, "{0} member added", "{0} members added")),
            (counts.OwnersAdded, T.Count(counts.OwnersAdded, "{0} owner added", "{0} owners added")),
            (counts.UsersCreated, T.Count(counts.UsersCreated, "{0} user created", "{0} users created")),
            (counts.UsersReactivated, T.Count(counts.UsersReactivated, "{0} user reactivated", "{0} users reactivated")),
            (counts.UsersAdopted, T.Count(counts.UsersAdopted, "{0} user adopted", "{0} users adopted")),
            (counts.UsersKeptApart, T.Count(counts.UsersKeptApart, "{0} user kept apart", "{0} users kept apart")),
            (counts.UsersUpdated, T.Count(counts.UsersUpdated, "{0} user updated", "{0} users updated")),
            (counts.GroupsCreated, T.Count(counts.GroupsCreated, "{0} group created", "{0} groups created")),
            (counts.GroupsLinked, T.Count(counts.GroupsLinked, "{0} group linked", "{0} groups linked")),
            (counts.GroupsRenamed, T.Count(counts.GroupsRenamed, "{0} group renamed", "{0} groups renamed")),
            (counts.GroupsChanged, T.Count(counts.GroupsChanged, "{0} group changed", "{0} groups changed")),
            (counts.ExceptionsBegun, T.Count(counts.ExceptionsBegun, "{0} exception begun", "{0} exceptions begun")),
            (counts.ExceptionsExtended, T.Count(counts.ExceptionsExtended, "{0} exception extended", "{0} exceptions extended")),
            (counts.ExceptionsEnded, T.Count(counts.ExceptionsEnded, "{0} exception ended", "{0} exceptions ended")),
        ];
        return string.Join(", ", parts.Where(part => part.Count > 0).Select(part => part.Words)) + ".";
    }

    /// <summary>Why a plan is held: the first guard rails it ran into, and how many others. A large plan runs into thousands, one a group.</summary>
    public static string Held(IReadOnlyList<GuardTrip> trips) => Held(Texts.English, trips);

    /// <summary>The same in the language of the reader.</summary>
    public static string Held(Texts T, IReadOnlyList<GuardTrip> trips)
    {
        const int told = 3;
        var words = string.Join(" ", trips.Take(told).Select(trip => T.Told(trip.Detail)));
        return trips.Count > told
            ? $"{words} {T.Count(trips.Count - told, "And {0} other guard rail.", "And {0} other guard rails.")}"
            : words;
    }

    /// <summary>What shows that a user here and a directory user are one person.</summary>
    public static string By(AdoptedBy by) => By(Texts.English, by);

    /// <summary>The same in the language of the reader.</summary>
    public static string By(Texts T, AdoptedBy by) =>
        by switch
        {
            AdoptedBy.UserPrincipalName => T["same UPN"],
            AdoptedBy.Mail => T["same mail"],
            AdoptedBy.EmployeeId => T["same employee id"],
            _ => T["picked"],
        };

    /// <summary>Why somebody leaves, and what that rests on.</summary>
    public static string Reason(RemovalCause cause, Evidence evidence) => Reason(Texts.English, cause, evidence);

    /// <summary>The same in the language of the reader.</summary>
    public static string Reason(Texts T, RemovalCause cause, Evidence evidence)
    {
        var why = T.Told(Causes.Words(cause));
        return (cause, evidence) switch
        {
            (RemovalCause.LeftInDirectory, Evidence.Stated) => T[
                "{0} (stated: the directory said that a membership on every path ended)",
                why
            ],
            (RemovalCause.LeftInDirectory, _) => T["{0} (inferred: merely absent from a full read)", why],
            (RemovalCause.AccountDisabled, _) => T["{0} (stated: the directory says so)", why],
            (RemovalCause.AccountDeleted, Evidence.Stated) => T["{0} (stated: the directory said so)", why],
            (RemovalCause.AccountDeleted, _) => T["{0} (inferred: the account is merely absent from a full read)", why],
            (_, Evidence.Stated) => T["{0} (stated)", why],
            _ => T["{0} (inferred: something it rests on is merely absent)", why],
        };
    }

    /// <summary>Which properties of a user change, and how.</summary>
    public static string Difference(UserStep.Update step) => Difference(Texts.English, step);

    /// <summary>The same in the language of the reader.</summary>
    public static string Difference(Texts T, UserStep.Update step)
    {
        var changes = new List<string>();
        void Compare(string name, Func<UserAttributes, string?> property)
        {
            var (before, after) = (property(step.Before), property(step.After));
            if (before != after)
                changes.Add($"{name}: {before ?? T["none"]} → {after ?? T["none"]}");
        }
        Compare(T["UPN"], attributes => attributes.UserPrincipalName);
        Compare(T["name"], attributes => attributes.DisplayName);
        Compare(T["mail"], attributes => attributes.Mail);
        Compare(T["given name"], attributes => attributes.GivenName);
        Compare(T["surname"], attributes => attributes.Surname);
        Compare(T["department"], attributes => attributes.Department);
        Compare(T["title"], attributes => attributes.JobTitle);
        Compare(T["office"], attributes => attributes.OfficeLocation);
        Compare(T["employee id"], attributes => attributes.EmployeeId);
        Compare(T["type"], attributes => attributes.UserType);
        foreach (
            var name in step.Before.Custom.Concat(step.After.Custom).Select(custom => custom.Key).Distinct().Order(StringComparer.Ordinal)
        )
            Compare(name, attributes => attributes.Custom.FirstOrDefault(custom => custom.Key == name).Value);
        return string.Join(", ", changes);
    }
}
