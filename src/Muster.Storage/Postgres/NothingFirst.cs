using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Query.Internal;

namespace Muster.Storage.Postgres;

/// <summary>Lists begin with rows that have no value, as in SQLite; PostgreSQL would end with them.</summary>
internal sealed class NothingFirst(QuerySqlGeneratorDependencies dependencies, IRelationalTypeMappingSource types)
    : IQuerySqlGeneratorFactory
{
    private static readonly Version Oldest = new(14, 0);

    // The provider can do this, but its own option for it is not public.
#pragma warning disable EF1001
    public QuerySqlGenerator Create() => new NpgsqlQuerySqlGenerator(dependencies, types, reverseNullOrderingEnabled: true, Oldest);
#pragma warning restore EF1001
}
