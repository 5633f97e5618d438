using Muster.Core.DirectoryObjects;

namespace Muster.Core.Expanding;

/// <summary>Which edges and groups an expansion follows.</summary>
public enum EdgeView
{
    /// <summary>The directory as it is.</summary>
    Current,

    /// <summary>As if nothing that was merely absent from a full read had gone.</summary>
    WithInferredDepartures,

    /// <summary>As if nothing had gone since the last plan that was applied.</summary>
    WithAllDepartures,
}

/// <summary>Reads a group's edges under a view.</summary>
internal static class EdgeViews
{
    public static KeySet Members(this EdgeView view, DirectoryGroup group) =>
        view switch
        {
            EdgeView.Current => group.Members,
            EdgeView.WithInferredDepartures => group.Members.Union(group.Inferred.Members),
            _ => group.Members.Union(group.Inferred.Members).Union(group.Stated.Members),
        };

    public static KeySet ChildGroups(this EdgeView view, DirectoryGroup group) =>
        view switch
        {
            EdgeView.Current => group.ChildGroups,
            EdgeView.WithInferredDepartures => group.ChildGroups.Union(group.Inferred.ChildGroups),
            _ => group.ChildGroups.Union(group.Inferred.ChildGroups).Union(group.Stated.ChildGroups),
        };

    public static KeySet Owners(this EdgeView view, DirectoryGroup group) =>
        view switch
        {
            EdgeView.Current => group.Owners,
            EdgeView.WithInferredDepartures => group.Owners.Union(group.Inferred.Owners),
            _ => group.Owners.Union(group.Inferred.Owners).Union(group.Stated.Owners),
        };

    /// <summary>Whether a group counts as being there; removed groups keep their edges, dormant.</summary>
    public static bool Sees(this EdgeView view, DirectoryGroup group) =>
        group.Presence switch
        {
            ObjectPresence.Present => true,
            ObjectPresence.RemovedInferred => view != EdgeView.Current,
            ObjectPresence.RemovedStated => view == EdgeView.WithAllDepartures,
            _ => false,
        };
}
