"""Link a customer's contact to a task by mail.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('errand_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('contact', sa.String(length=80), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=80), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('files_kept', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['engine_task.id'], name=op.f('fk_errand_link_task_id_engine_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_errand_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_errand_link_token_hash'))
    )
    op.create_index(op.f('ix_errand_link_task_id'), 'errand_link', ['task_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_errand_link_task_id'), table_name='errand_link')
    op.drop_table('errand_link')
