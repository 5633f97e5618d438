using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Server.Wording;

/// <summary>Plans and runs in words.</summary>
internal static class PlanWords
{
    /// <summary>What a plan does, in one sentence.</summary>
    public static string Sentence(PlanCounts counts)
    {
        if (counts.Total == 0)
            return "nothing to do; the platform equals the directory.";
        var parts = new List<string>();
        void Part(int count, string noun, string verb)
        {
            if (count > 0)
                parts.Add($"{Numbers.Of(count, noun)} {verb}");
        }
        Part(counts.MembersRemoved, "member", "removed");
        Part(counts.OwnersRemoved, "owner", "removed");
        Part(counts.UsersSuspended, "user", "suspended");
        Part(counts.MembersAdded, "member", "added");
        Part(counts.OwnersAdded, "owner", "added");
        Part(counts.UsersCreated, "user", "created");
        Part(counts.UsersReactivated, "user", "reactivated");
        Part(counts.UsersAdopted, "user", "adopted");
        Part(counts.UsersKeptApart, "user", "kept apart");
        Part(counts.UsersUpdated, "user", "updated");
        Part(counts.GroupsCreated, "group", "created");
        Part(counts.GroupsLinked, "group", "linked");
        Part(counts.GroupsRenamed, "group", "renamed");
        Part(counts.GroupsChanged, "group", "changed");
        Part(counts.ExceptionsBegun, "exception", "begun");
        Part(counts.ExceptionsExtended, "exception", "extended");
        Part(counts.ExceptionsEnded, "exception", "ended");
        return string.Join(", ", parts) + ".";
    }

    /// <summary>Why a plan is held: the first guard rails it ran into, and how many others. A large plan runs into thousands, one a group.</summary>
    public static string Held(IReadOnlyList<GuardTrip> trips)
    {
        const int told = 3;
        var words = string.Join(" ", trips.Take(told).Select(trip => trip.Detail));
        return trips.Count > told ? $"{words} And {Numbers.Of(trips.Count - told, "other guard rail")}." : words;
    }

    public static string Cause(RemovalCause cause) => Causes.Words(cause);

    /// <summary>What shows that a user here and a directory user are one person.</summary>
    public static string By(AdoptedBy by) =>
        by switch
        {
            AdoptedBy.UserPrincipalName => "same UPN",
            AdoptedBy.Mail => "same mail",
            AdoptedBy.EmployeeId => "same employee id",
            _ => "picked",
        };

    /// <summary>Why somebody leaves, and what that rests on.</summary>
    public static string Reason(RemovalCause cause, Evidence evidence) =>
        (cause, evidence) switch
        {
            (RemovalCause.LeftInDirectory, Evidence.Stated) =>
                $"{Cause(cause)} (stated: the directory said that a membership on every path ended)",
            (RemovalCause.LeftInDirectory, _) => $"{Cause(cause)} (inferred: merely absent from a full read)",
            (RemovalCause.AccountDisabled, _) => $"{Cause(cause)} (stated: the directory says so)",
            (RemovalCause.AccountDeleted, Evidence.Stated) => $"{Cause(cause)} (stated: the directory said so)",
            (RemovalCause.AccountDeleted, _) => $"{Cause(cause)} (inferred: the account is merely absent from a full read)",
            (_, Evidence.Stated) => $"{Cause(cause)} (stated)",
            _ => $"{Cause(cause)} (inferred: something it rests on is merely absent)",
        };

    /// <summary>Which properties of a user change, and how.</summary>
    public static string Difference(UserStep.Update step)
    {
        var changes = new List<string>();
        void Compare(string name, Func<UserAttributes, string?> property)
        {
            var (before, after) = (property(step.Before), property(step.After));
            if (before != after)
                changes.Add($"{name}: {before ?? "none"} → {after ?? "none"}");
        }
        Compare("UPN", attributes => attributes.UserPrincipalName);
        Compare("name", attributes => attributes.DisplayName);
        Compare("mail", attributes => attributes.Mail);
        Compare("given name", attributes => attributes.GivenName);
        Compare("surname", attributes => attributes.Surname);
        Compare("department", attributes => attributes.Department);
        Compare("title", attributes => attributes.JobTitle);
        Compare("office", attributes => attributes.OfficeLocation);
        Compare("employee id", attributes => attributes.EmployeeId);
        Compare("type", attributes => attributes.UserType);
        foreach (
            var name in step.Before.Custom.Concat(step.After.Custom).Select(custom => custom.Key).Distinct().Order(StringComparer.Ordinal)
        )
            Compare(name, attributes => attributes.Custom.FirstOrDefault(custom => custom.Key == name).Value);
        return string.Join(", ", changes);
    }
}
