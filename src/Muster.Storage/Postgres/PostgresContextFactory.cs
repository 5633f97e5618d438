using Microsoft.EntityFrameworkCore.Design;
using Muster.Storage.Sql;

namespace Muster.Storage.Postgres;

/// <summary>For <c>dotnet ef migrations add --context PostgresContext --output-dir Postgres/Migrations</c> only.</summary>
internal sealed class PostgresContextFactory : IDesignTimeDbContextFactory<PostgresContext>
{
    public PostgresContext CreateDbContext(string[] args) => new(PostgresContext.Offline(), Database.FirstWorkspace);
}
