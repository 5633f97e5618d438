namespace Muster.Core.DirectoryObjects;

/// <summary>What is special about a directory group, in words that people see.</summary>
public static class GroupLabels
{
    /// <summary>The labels of a group, none for a plain security group.</summary>
    public static IReadOnlyList<string> Of(GroupFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var labels = new List<string>();
        void Label(bool applies, string word)
        {
            if (applies)
                labels.Add(word);
        }
        Label(facts.RoleAssignable, "role-assignable");
        Label(facts.Dynamic, "dynamic");
        Label(facts.HiddenMembership, "hidden membership");
        Label(facts.OnPremises, "on-premises");
        Label(facts.Kind == DirectoryGroupKind.Microsoft365, "Microsoft 365");
        Label(facts.Kind == DirectoryGroupKind.MailEnabledSecurity, "mail-enabled");
        Label(facts.Kind == DirectoryGroupKind.Distribution, "distribution list");
        return labels;
    }

    /// <summary>Who decides about the members in the directory, for people.</summary>
    public static string DecidedBy(GroupFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts switch
        {
            { Dynamic: true } => "a membership rule in the directory; people cannot be added to the group there by hand",
            { OnPremises: true } => "the on-premises directory the group comes from; its owners cannot be read",
            { RoleAssignable: true } => "administrators of privileged roles in the directory, since the group may carry directory roles",
            _ => "the owners and administrators of the group in the directory",
        };
    }
}
