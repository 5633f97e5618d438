using Microsoft.EntityFrameworkCore.Design;
using Muster.Storage.Sql;
using Muster.Storage.Sqlite;

namespace Muster.Storage.Model;

/// <summary>For <c>dotnet ef migrations add --context MusterContext</c> only.</summary>
internal sealed class MusterContextFactory : IDesignTimeDbContextFactory<MusterContext>
{
    public MusterContext CreateDbContext(string[] args) => new(SqliteModel.Options("Data Source=:memory:"), Database.FirstWorkspace);
}
