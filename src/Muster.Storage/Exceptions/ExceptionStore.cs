using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Exceptions;
using Muster.Storage.Sql;

namespace Muster.Storage.Exceptions;

internal sealed class ExceptionStore(Database database) : IExceptionStore
{
    public async Task<IReadOnlyList<MembershipException>> AtAsync(long revision, CancellationToken cancellationToken) =>
        [
            .. (await AllAsync(cancellationToken))
                .Where(version => version.FromRevision <= revision && !(version.ToRevision <= revision))
                .Select(version => version.Exception),
        ];

    public async Task<IReadOnlyList<ExceptionVersion>> HistoryAsync(long id, CancellationToken cancellationToken) =>
        [.. (await AllAsync(cancellationToken)).Where(version => version.Exception.Id == id)];

    public async Task<IReadOnlyList<ExceptionChange>> ChangesAsync(long revision, CancellationToken cancellationToken) =>
        [
            .. (await AllAsync(cancellationToken))
                .Where(version => version.FromRevision == revision || version.ToRevision == revision)
                .GroupBy(version => version.Exception.Id)
                .Select(versions => new ExceptionChange(
                    versions.FirstOrDefault(version => version.ToRevision == revision)?.Exception,
                    versions.FirstOrDefault(version => version.FromRevision == revision)?.Exception
                )),
        ];

    private async Task<List<ExceptionVersion>> AllAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await ExceptionRows.AllAsync(session, cancellationToken);
    }
}
