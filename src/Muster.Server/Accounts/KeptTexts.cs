using Microsoft.EntityFrameworkCore;
using Muster.Server.Runs;

namespace Muster.Server.Accounts;

/// <summary>What people began or named, of one account at a time: nobody sees another's. It is the person's own and stands in no audit log.</summary>
internal sealed class KeptTexts(IDbContextFactory<AccountsContext> contexts, TimeProvider clock)
{
    /// <summary>Longest name, in characters.</summary>
    public const int LongestName = 80;

    /// <summary>Longest text, in characters.</summary>
    public const int LongestText = 64 * 1024;

    /// <summary>Most of one kind that an account has.</summary>
    public const int Most = 50;

    /// <summary>An account's of one kind, by name.</summary>
    public async Task<IReadOnlyList<KeptText>> ListAsync(Guid account, string kind, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Of(context, account, kind).AsNoTracking().Take(Most).ToListAsync(cancellationToken);
        return [.. rows.OrderBy(row => row.Name, StringComparer.InvariantCultureIgnoreCase)];
    }

    /// <summary>One by name; null for none.</summary>
    public async Task<KeptText?> FindAsync(Guid account, string kind, string name, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Of(context, account, kind).AsNoTracking().FirstOrDefaultAsync(row => row.Name == name, cancellationToken);
    }

    /// <summary>Saves what the person saw at a version; 0 for what is not there yet.</summary>
    /// <returns>The new version; null when another browser saved, renamed or removed it meanwhile, and nothing was changed.</returns>
    /// <exception cref="WorkFailedException">The name or the text is empty or too long, or there are too many.</exception>
    public async Task<int?> SaveAsync(Guid account, string kind, string name, string text, int version, CancellationToken cancellationToken)
    {
        name = Named(name);
        if (text.Length is 0 or > LongestText)
            throw new WorkFailedException($"There is too much to keep: at most {LongestText} characters. Nothing was saved.");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (version > 0)
            return
                await Of(context, account, kind)
                    .Where(row => row.Name == name && row.Version == version)
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(row => row.Text, text)
                                .SetProperty(row => row.Version, row => row.Version + 1)
                                .SetProperty(row => row.ChangedAt, now),
                        cancellationToken
                    ) == 1
                ? version + 1
                : null;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await Of(context, account, kind).AnyAsync(row => row.Name == name, cancellationToken))
            return null;
        if (await Of(context, account, kind).CountAsync(cancellationToken) >= Most)
            throw new WorkFailedException($"There are {Most} already. Remove one that is not needed. Nothing was saved.");
        context.Add(
            new KeptText
            {
                Account = account,
                Kind = kind,
                Name = name,
                Text = text,
                Version = 1,
                ChangedAt = now,
            }
        );
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return 1;
    }

    /// <summary>Gives another name.</summary>
    /// <returns>False when there is none of the old name; nothing was changed.</returns>
    /// <exception cref="WorkFailedException">The name is empty, too long or taken.</exception>
    public async Task<bool> RenameAsync(Guid account, string kind, string from, string to, CancellationToken cancellationToken)
    {
        to = Named(to);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (from != to && await Of(context, account, kind).AnyAsync(row => row.Name == to, cancellationToken))
            throw new WorkFailedException($"There is one named {to} already. Choose another name. Nothing was changed.");
        var found = await Of(context, account, kind)
            .Where(row => row.Name == from)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Name, to).SetProperty(row => row.Version, row => row.Version + 1),
                cancellationToken
            );
        await transaction.CommitAsync(cancellationToken);
        return found == 1;
    }

    /// <summary>Removes it; nothing happens when it is gone already.</summary>
    public async Task RemoveAsync(Guid account, string kind, string name, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await Of(context, account, kind).Where(row => row.Name == name).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Removes what the person saw at a version.</summary>
    /// <returns>False when another browser saved something else meanwhile, and nothing was removed; true also when it is gone already.</returns>
    public async Task<bool> RemoveAsync(Guid account, string kind, string name, int version, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var same = Of(context, account, kind).Where(row => row.Name == name);
        return await same.Where(row => row.Version == version).ExecuteDeleteAsync(cancellationToken) == 1
            || !await same.AnyAsync(cancellationToken);
    }

    private static string Named(string name)
    {
        name = name.Trim();
        return name.Length is > 0 and <= LongestName
            ? name
            : throw new WorkFailedException($"Give a name of 1 to {LongestName} characters. Nothing was saved.");
    }

    private static IQueryable<KeptText> Of(AccountsContext context, Guid account, string kind) =>
        context.KeptTexts.Where(row => row.Account == account && row.Kind == kind);
}
