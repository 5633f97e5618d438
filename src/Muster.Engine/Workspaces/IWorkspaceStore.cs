using Muster.Engine.Runs;

namespace Muster.Engine.Workspaces;

/// <summary>The workspaces of an installation.</summary>
public interface IWorkspaceStore
{
    /// <summary>All of them, the first one first and the others in the order in which they were made.</summary>
    Task<IReadOnlyList<Workspace>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes one, empty and without limits; its audit log begins with that.</summary>
    /// <param name="name">A name without a fault.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Cancels it; nothing is made then.</param>
    /// <returns>Null where another one has that name, without regard to case; nothing was made.</returns>
    Task<Workspace?> CreateAsync(string name, string actor, CancellationToken cancellationToken);

    /// <summary>Gives one another name.</summary>
    /// <param name="workspace">The workspace as it was looked at.</param>
    /// <param name="name">A name without a fault.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Cancels it; nothing is changed then.</param>
    /// <returns>Null where another one has that name, or it was renamed or removed meanwhile; nothing was changed.</returns>
    Task<Workspace?> RenameAsync(Workspace workspace, string name, string actor, CancellationToken cancellationToken);

    /// <summary>How much one may hold.</summary>
    Task<WorkspaceLimits> LimitsAsync(int workspace, CancellationToken cancellationToken);

    /// <summary>How much one may hold, and how much it does.</summary>
    Task<(WorkspaceLimits Limits, WorkspaceUse Use)> SizeAsync(int workspace, CancellationToken cancellationToken);

    /// <summary>Sets how much one may hold. What is there already stays.</summary>
    /// <param name="workspace">Its number.</param>
    /// <param name="limits">All its limits.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Cancels it; nothing is changed then.</param>
    Task SetLimitsAsync(int workspace, WorkspaceLimits limits, string actor, CancellationToken cancellationToken);

    /// <summary>Removes one with everything it owns, for good; the audit log of the first workspace keeps that it was there, and the hash its own log ended with.</summary>
    /// <param name="workspace">The workspace, not the first one.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Cancels it; nothing is removed then.</param>
    /// <exception cref="LeaseTakenException">Somebody is at work in it; nothing was removed.</exception>
    Task RemoveAsync(Workspace workspace, string actor, CancellationToken cancellationToken);
}

/// <summary>No workspace has a name that was given.</summary>
/// <param name="name">The name.</param>
/// <param name="there">Those that there are.</param>
public sealed class UnknownWorkspaceException(string name, IEnumerable<Workspace> there)
    : Exception(
        $"There is no workspace called '{name}'. There are: {string.Join(", ", there.Select(one => $"'{one.Name}'"))}. Make one with the verb 'workspace create'."
    );

/// <summary>What was asked for would make a workspace larger than it may be.</summary>
/// <param name="message">Which limit, and what was not done.</param>
public sealed class WorkspaceLimitException(string message) : Exception(message);
