"""Create the tables.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('clock_setting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('offset_seconds', sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_setting'))
    )
    op.create_table('customer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('industry', sa.String(length=100), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer')),
    sa.UniqueConstraint('name', name=op.f('uq_customer_name'))
    )
    op.create_table('department',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['department.id'], name=op.f('fk_department_parent_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department')),
    sa.UniqueConstraint('name', name=op.f('uq_department_name'))
    )
    op.create_table('engine_content',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('bytes', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_engine_content')),
    comment='File contents by their own hash: what did not change between versions is kept once.'
    )
    op.create_table('engine_cursor',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_engine_cursor')),
    comment='How far each named reader of the outbox has come.'
    )
    op.create_table('engine_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('correlation_key', sa.String(length=200), nullable=False),
    sa.Column('variables', sa.JSON(), nullable=False),
    sa.Column('actor', sa.String(length=200), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engine_message')),
    comment='A message nobody waited for yet, kept until it expires.',
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_engine_message_expires_at'), 'engine_message', ['expires_at'], unique=False)
    op.create_index('ix_engine_message_name_correlation_key', 'engine_message', ['name', 'correlation_key'], unique=False)
    op.create_table('engine_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('package', sa.String(length=200), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('deployed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deployed_by', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engine_version')),
    sa.UniqueConstraint('package', 'number', name=op.f('uq_engine_version_package_number')),
    comment='A package frozen at its deployment; number counts within the package.',
    sqlite_autoincrement=True
    )
    op.create_table('file_content',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_file_content'))
    )
    op.create_table('notification',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('actor_id', sa.String(length=80), nullable=False),
    sa.Column('message_id', sa.String(length=100), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notification'))
    )
    op.create_index('ix_notification_actor_id', 'notification', ['actor_id', 'id'], unique=False)
    op.create_index('ix_notification_unread', 'notification', ['actor_id'], unique=False, sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
    op.create_table('outgoing_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('to_address', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outgoing_mail'))
    )
    op.create_index('ix_outgoing_mail_unsent', 'outgoing_mail', ['next_try_at'], unique=False, sqlite_where=sa.text('sent_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL'))
    op.create_table('project_number',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_project_number'))
    )
    op.create_table('contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_contact_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact'))
    )
    op.create_index(op.f('ix_contact_customer_id'), 'contact', ['customer_id'], unique=False)
    op.create_table('customer_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_customer_note_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_note'))
    )
    op.create_index(op.f('ix_customer_note_customer_id'), 'customer_note', ['customer_id'], unique=False)
    op.create_table('engine_file',
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['sha256'], ['engine_content.sha256'], name=op.f('fk_engine_file_sha256_engine_content')),
    sa.ForeignKeyConstraint(['version_id'], ['engine_version.id'], name=op.f('fk_engine_file_version_id_engine_version')),
    sa.PrimaryKeyConstraint('version_id', 'path', name=op.f('pk_engine_file')),
    comment='Which content a version has under which path.'
    )
    op.create_table('engine_instance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('process_id', sa.String(length=200), nullable=False),
    sa.Column('business_key', sa.String(length=200), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('state', sa.LargeBinary(), nullable=False),
    sa.Column('variables', sa.JSON(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by', sa.String(length=200), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['version_id'], ['engine_version.id'], name=op.f('fk_engine_instance_version_id_engine_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engine_instance')),
    comment='One run of a process; revision counts its moves and guards every save.',
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_engine_instance_business_key'), 'engine_instance', ['business_key'], unique=False)
    op.create_index(op.f('ix_engine_instance_version_id'), 'engine_instance', ['version_id'], unique=False)
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('username', sa.String(length=60), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('session_epoch', sa.Integer(), nullable=False),
    sa.Column('failed_sign_ins', sa.Integer(), nullable=False),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_person_department_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('username', name=op.f('uq_person_username'))
    )
    op.create_index(op.f('ix_person_department_id'), 'person', ['department_id'], unique=False)
    op.create_table('stored_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('type', sa.String(length=127), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_by', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['sha256'], ['file_content.sha256'], name=op.f('fk_stored_file_sha256_file_content')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file'))
    )
    op.create_index(op.f('ix_stored_file_sha256'), 'stored_file', ['sha256'], unique=False)
    op.create_table('engine_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('instance_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('element_id', sa.String(length=200), nullable=True),
    sa.Column('actor', sa.String(length=200), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['instance_id'], ['engine_instance.id'], name=op.f('fk_engine_event_instance_id_engine_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engine_event')),
    sa.UniqueConstraint('position', name=op.f('uq_engine_event_position')),
    comment='History and outbox in one; position is given once, when the first reader sees the row.',
    sqlite_autoincrement=True
    )
    op.create_index('ix_engine_event_instance_id', 'engine_event', ['instance_id', 'id'], unique=False)
    op.create_index('ix_engine_event_unnumbered', 'engine_event', ['id'], unique=False, sqlite_where=sa.text('position IS NULL'), postgresql_where=sa.text('position IS NULL'))
    op.create_table('engine_job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instance_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=100), nullable=False),
    sa.Column('process_id', sa.String(length=200), nullable=False),
    sa.Column('element_id', sa.String(length=200), nullable=False),
    sa.Column('type', sa.String(length=200), nullable=False),
    sa.Column('headers', sa.JSON(), nullable=False),
    sa.Column('input', sa.JSON(), nullable=False),
    sa.Column('business_key', sa.String(length=200), nullable=True),
    sa.Column('idempotency_key', sa.String(length=200), nullable=False),
    sa.Column('retries', sa.Integer(), nullable=False),
    sa.Column('retries_left', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('worker', sa.String(length=200), nullable=True),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_as', sa.String(length=20), nullable=True),
    sa.Column('incident_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['instance_id'], ['engine_instance.id'], name=op.f('fk_engine_job_instance_id_engine_instance')),
    sa.ForeignKeyConstraint(['version_id'], ['engine_version.id'], name=op.f('fk_engine_job_version_id_engine_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engine_job')),
    sa.UniqueConstraint('idempotency_key', name=op.f('uq_engine_job_idempotency_key')),
    comment="A service task's work, committed with the state and leased by one worker at a time.",
    sqlite_autoincrement=True
    )
    op.create_index('ix_engine_job_due', 'engine_job', ['due_at'], unique=False, sqlite_where=sa.text('closed_at IS NULL AND incident_id IS NULL'), postgresql_where=sa.text('closed_at IS NULL AND incident_id IS NULL'))
    op.create_index(op.f('ix_engine_job_instance_id'), 'engine_job', ['instance_id'], unique=False)
    op.create_table('engine_subscription',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instance_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=100), nullable=False),
    sa.Column('process_id', sa.String(length=200), nullable=False),
    sa.Column('element_id', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('correlation_key', sa.String(length=200), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['engine_instance.id'], name=op.f('fk_engine_subscription_instance_id_engine_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engine_subscription')),
    sa.UniqueConstraint('instance_id', 'token', name=op.f('uq_engine_subscription_instance_id_token')),
    comment='An instance waits for a message with this key, or for a signal (whose key is empty).',
    sqlite_autoincrement=True
    )
    op.create_index('ix_engine_subscription_name_correlation_key', 'engine_subscription', ['name', 'correlation_key'], unique=False)
    op.create_table('engine_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instance_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=100), nullable=False),
    sa.Column('process_id', sa.String(length=200), nullable=False),
    sa.Column('element_id', sa.String(length=200), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('form_id', sa.String(length=200), nullable=True),
    sa.Column('assignee', sa.String(length=200), nullable=True),
    sa.Column('candidate_groups', sa.JSON(), nullable=False),
    sa.Column('candidate_users', sa.JSON(), nullable=False),
    sa.Column('headers', sa.JSON(), nullable=False),
    sa.Column('input', sa.JSON(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('follow_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('business_key', sa.String(length=200), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(length=200), nullable=True),
    sa.Column('closed_as', sa.String(length=20), nullable=True),
    sa.Column('incident_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['instance_id'], ['engine_instance.id'], name=op.f('fk_engine_task_instance_id_engine_instance')),
    sa.ForeignKeyConstraint(['version_id'], ['engine_version.id'], name=op.f('fk_engine_task_version_id_engine_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engine_task')),
    comment='A user task; open while closed_at is empty, stuck while incident_id is not.',
    sqlite_autoincrement=True
    )
    op.create_index('ix_engine_task_closed_by', 'engine_task', ['closed_by', 'closed_at'], unique=False)
    op.create_index('ix_engine_task_instance_id_element_id', 'engine_task', ['instance_id', 'element_id'], unique=False)
    op.create_index('ix_engine_task_open_assignee', 'engine_task', ['assignee', 'due_at'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_index('ix_engine_task_open_due_at', 'engine_task', ['due_at'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_index('uq_engine_task_open_token', 'engine_task', ['instance_id', 'token'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('engine_timer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instance_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=100), nullable=False),
    sa.Column('process_id', sa.String(length=200), nullable=False),
    sa.Column('element_id', sa.String(length=200), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('repetitions_left', sa.Integer(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('incident_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['instance_id'], ['engine_instance.id'], name=op.f('fk_engine_timer_instance_id_engine_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engine_timer')),
    sa.UniqueConstraint('instance_id', 'token', name=op.f('uq_engine_timer_instance_id_token')),
    comment='An armed timer; the row goes when it has fired for the last time or nobody waits.',
    sqlite_autoincrement=True
    )
    op.create_index('ix_engine_timer_due', 'engine_timer', ['due_at'], unique=False, sqlite_where=sa.text('incident_id IS NULL'), postgresql_where=sa.text('incident_id IS NULL'))
    op.create_table('person_role',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_role_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'role', name=op.f('pk_person_role'))
    )
    op.create_index(op.f('ix_person_role_role'), 'person_role', ['role'], unique=False)
    op.create_table('project',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('lead', sa.String(length=80), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('instance_id', sa.Integer(), nullable=True),
    sa.Column('stage', sa.String(length=100), nullable=True),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by', sa.String(length=80), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_project_contact_id_contact')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_project_customer_id_customer')),
    sa.ForeignKeyConstraint(['instance_id'], ['engine_instance.id'], name=op.f('fk_project_instance_id_engine_instance')),
    sa.ForeignKeyConstraint(['version_id'], ['engine_version.id'], name=op.f('fk_project_version_id_engine_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project')),
    sa.UniqueConstraint('code', name=op.f('uq_project_code')),
    sa.UniqueConstraint('instance_id', name=op.f('uq_project_instance_id'))
    )
    op.create_index(op.f('ix_project_contact_id'), 'project', ['contact_id'], unique=False)
    op.create_index(op.f('ix_project_customer_id'), 'project', ['customer_id'], unique=False)
    op.create_index(op.f('ix_project_lead'), 'project', ['lead'], unique=False)
    op.create_index(op.f('ix_project_stage'), 'project', ['stage'], unique=False)
    op.create_index(op.f('ix_project_version_id'), 'project', ['version_id'], unique=False)
    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=100), nullable=False),
    sa.Column('number', sa.String(length=100), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_document_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('project_id', 'kind', name=op.f('uq_document_project_id_kind'))
    )
    op.create_index(op.f('ix_document_project_id'), 'document', ['project_id'], unique=False)
    op.create_table('engine_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instance_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('element_id', sa.String(length=200), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['engine_instance.id'], name=op.f('fk_engine_answers_instance_id_engine_instance')),
    sa.ForeignKeyConstraint(['task_id'], ['engine_task.id'], name=op.f('fk_engine_answers_task_id_engine_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engine_answers')),
    sa.UniqueConstraint('instance_id', 'element_id', 'revision', name=op.f('uq_engine_answers_instance_id_element_id_revision')),
    comment='What a form returned; a later round of the same element is the next revision.',
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_engine_answers_task_id'), 'engine_answers', ['task_id'], unique=False)
    op.create_table('engine_incident',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instance_id', sa.Integer(), nullable=False),
    sa.Column('element_id', sa.String(length=200), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('act', sa.JSON(), nullable=True),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('timer_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolved_by', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['instance_id'], ['engine_instance.id'], name=op.f('fk_engine_incident_instance_id_engine_instance')),
    sa.ForeignKeyConstraint(['job_id'], ['engine_job.id'], name=op.f('fk_engine_incident_job_id_engine_job')),
    sa.ForeignKeyConstraint(['task_id'], ['engine_task.id'], name=op.f('fk_engine_incident_task_id_engine_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engine_incident')),
    comment='A step that failed and was undone; act holds what to try again.',
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_engine_incident_instance_id'), 'engine_incident', ['instance_id'], unique=False)
    op.create_index('ix_engine_incident_open', 'engine_incident', ['id'], unique=False, sqlite_where=sa.text('resolved_at IS NULL'), postgresql_where=sa.text('resolved_at IS NULL'))
    op.create_table('engine_task_candidate',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=5), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['engine_task.id'], name=op.f('fk_engine_task_candidate_task_id_engine_task')),
    sa.PrimaryKeyConstraint('task_id', 'kind', 'name', name=op.f('pk_engine_task_candidate')),
    comment='Who may claim an open task: a group or a user; gone when the task is closed.'
    )
    op.create_index('ix_engine_task_candidate_name', 'engine_task_candidate', ['name', 'kind', 'task_id'], unique=False)
    op.create_table('progress_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('contact', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_progress_link_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_progress_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_progress_link_token_hash'))
    )
    op.create_index(op.f('ix_progress_link_project_id'), 'progress_link', ['project_id'], unique=False)
    op.create_table('project_member',
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('actor_id', sa.String(length=80), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_project_member_project_id_project')),
    sa.PrimaryKeyConstraint('project_id', 'role', 'actor_id', name=op.f('pk_project_member'))
    )
    op.create_index(op.f('ix_project_member_actor_id'), 'project_member', ['actor_id'], unique=False)
    op.create_table('task_comment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instance_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('element_id', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['engine_instance.id'], name=op.f('fk_task_comment_instance_id_engine_instance')),
    sa.ForeignKeyConstraint(['task_id'], ['engine_task.id'], name=op.f('fk_task_comment_task_id_engine_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_comment'))
    )
    op.create_index('ix_task_comment_instance_id_element_id', 'task_comment', ['instance_id', 'element_id'], unique=False)
    op.create_index(op.f('ix_task_comment_task_id'), 'task_comment', ['task_id'], unique=False)
    op.create_table('task_draft',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['engine_task.id'], name=op.f('fk_task_draft_task_id_engine_task')),
    sa.PrimaryKeyConstraint('task_id', 'actor', name=op.f('pk_task_draft'))
    )
    op.create_table('document_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('data_sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_document_version_document_id_document')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_document_version_file_id_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_version')),
    sa.UniqueConstraint('document_id', 'number', name=op.f('uq_document_version_document_id_number'))
    )
    op.create_index(op.f('ix_document_version_document_id'), 'document_version', ['document_id'], unique=False)
    op.create_table('confirmation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('instance_id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('document_version_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by', sa.String(length=80), nullable=False),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_by', sa.String(length=80), nullable=True),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by', sa.String(length=80), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_confirmation_document_id_document')),
    sa.ForeignKeyConstraint(['document_version_id'], ['document_version.id'], name=op.f('fk_confirmation_document_version_id_document_version')),
    sa.ForeignKeyConstraint(['instance_id'], ['engine_instance.id'], name=op.f('fk_confirmation_instance_id_engine_instance')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_confirmation_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirmation'))
    )
    op.create_index(op.f('ix_confirmation_instance_id'), 'confirmation', ['instance_id'], unique=False)
    op.create_index(op.f('ix_confirmation_project_id'), 'confirmation', ['project_id'], unique=False)
    op.create_index('uq_confirmation_standing', 'confirmation', ['document_id'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
    op.create_table('document_page',
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('svg_gzip', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['document_version.id'], name=op.f('fk_document_page_version_id_document_version')),
    sa.PrimaryKeyConstraint('version_id', 'number', name=op.f('pk_document_page'))
    )
    op.create_table('signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('confirmation_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=20), nullable=False),
    sa.Column('signer', sa.String(length=80), nullable=False),
    sa.Column('signer_name', sa.String(length=100), nullable=False),
    sa.Column('signer_email', sa.String(length=200), nullable=False),
    sa.Column('name_typed', sa.String(length=100), nullable=False),
    sa.Column('drawing', sa.LargeBinary(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('consent', sa.Text(), nullable=False),
    sa.Column('identified_by', sa.String(length=40), nullable=False),
    sa.Column('ip', sa.String(length=45), nullable=False),
    sa.Column('user_agent', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['confirmation_id'], ['confirmation.id'], name=op.f('fk_signature_confirmation_id_confirmation')),
    sa.ForeignKeyConstraint(['task_id'], ['engine_task.id'], name=op.f('fk_signature_task_id_engine_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature')),
    sa.UniqueConstraint('confirmation_id', 'side', name=op.f('uq_signature_confirmation_id_side')),
    sa.UniqueConstraint('task_id', name=op.f('uq_signature_task_id'))
    )
    op.create_index(op.f('ix_signature_confirmation_id'), 'signature', ['confirmation_id'], unique=False)
    op.create_table('signing_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('confirmation_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('contact', sa.String(length=80), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=80), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wrong_codes', sa.Integer(), nullable=False),
    sa.Column('session_hash', sa.String(length=64), nullable=True),
    sa.Column('session_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['confirmation_id'], ['confirmation.id'], name=op.f('fk_signing_link_confirmation_id_confirmation')),
    sa.ForeignKeyConstraint(['task_id'], ['engine_task.id'], name=op.f('fk_signing_link_task_id_engine_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_signing_link_token_hash'))
    )
    op.create_index(op.f('ix_signing_link_confirmation_id'), 'signing_link', ['confirmation_id'], unique=False)
    op.create_index(op.f('ix_signing_link_task_id'), 'signing_link', ['task_id'], unique=False)
    op.create_table('one_time_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['link_id'], ['signing_link.id'], name=op.f('fk_one_time_code_link_id_signing_link')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_code'))
    )
    op.create_index(op.f('ix_one_time_code_link_id'), 'one_time_code', ['link_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_one_time_code_link_id'), table_name='one_time_code')
    op.drop_table('one_time_code')
    op.drop_index(op.f('ix_signing_link_task_id'), table_name='signing_link')
    op.drop_index(op.f('ix_signing_link_confirmation_id'), table_name='signing_link')
    op.drop_table('signing_link')
    op.drop_index(op.f('ix_signature_confirmation_id'), table_name='signature')
    op.drop_table('signature')
    op.drop_table('document_page')
    op.drop_index('uq_confirmation_standing', table_name='confirmation', sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
    op.drop_index(op.f('ix_confirmation_project_id'), table_name='confirmation')
    op.drop_index(op.f('ix_confirmation_instance_id'), table_name='confirmation')
    op.drop_table('confirmation')
    op.drop_index(op.f('ix_document_version_document_id'), table_name='document_version')
    op.drop_table('document_version')
    op.drop_table('task_draft')
    op.drop_index(op.f('ix_task_comment_task_id'), table_name='task_comment')
    op.drop_index('ix_task_comment_instance_id_element_id', table_name='task_comment')
    op.drop_table('task_comment')
    op.drop_index(op.f('ix_project_member_actor_id'), table_name='project_member')
    op.drop_table('project_member')
    op.drop_index(op.f('ix_progress_link_project_id'), table_name='progress_link')
    op.drop_table('progress_link')
    op.drop_index('ix_engine_task_candidate_name', table_name='engine_task_candidate')
    op.drop_table('engine_task_candidate')
    op.drop_index('ix_engine_incident_open', table_name='engine_incident', sqlite_where=sa.text('resolved_at IS NULL'), postgresql_where=sa.text('resolved_at IS NULL'))
    op.drop_index(op.f('ix_engine_incident_instance_id'), table_name='engine_incident')
    op.drop_table('engine_incident')
    op.drop_index(op.f('ix_engine_answers_task_id'), table_name='engine_answers')
    op.drop_table('engine_answers')
    op.drop_index(op.f('ix_document_project_id'), table_name='document')
    op.drop_table('document')
    op.drop_index(op.f('ix_project_version_id'), table_name='project')
    op.drop_index(op.f('ix_project_stage'), table_name='project')
    op.drop_index(op.f('ix_project_lead'), table_name='project')
    op.drop_index(op.f('ix_project_customer_id'), table_name='project')
    op.drop_index(op.f('ix_project_contact_id'), table_name='project')
    op.drop_table('project')
    op.drop_index(op.f('ix_person_role_role'), table_name='person_role')
    op.drop_table('person_role')
    op.drop_index('ix_engine_timer_due', table_name='engine_timer', sqlite_where=sa.text('incident_id IS NULL'), postgresql_where=sa.text('incident_id IS NULL'))
    op.drop_table('engine_timer')
    op.drop_index('uq_engine_task_open_token', table_name='engine_task', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.drop_index('ix_engine_task_open_due_at', table_name='engine_task', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.drop_index('ix_engine_task_open_assignee', table_name='engine_task', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.drop_index('ix_engine_task_instance_id_element_id', table_name='engine_task')
    op.drop_index('ix_engine_task_closed_by', table_name='engine_task')
    op.drop_table('engine_task')
    op.drop_index('ix_engine_subscription_name_correlation_key', table_name='engine_subscription')
    op.drop_table('engine_subscription')
    op.drop_index(op.f('ix_engine_job_instance_id'), table_name='engine_job')
    op.drop_index('ix_engine_job_due', table_name='engine_job', sqlite_where=sa.text('closed_at IS NULL AND incident_id IS NULL'), postgresql_where=sa.text('closed_at IS NULL AND incident_id IS NULL'))
    op.drop_table('engine_job')
    op.drop_index('ix_engine_event_unnumbered', table_name='engine_event', sqlite_where=sa.text('position IS NULL'), postgresql_where=sa.text('position IS NULL'))
    op.drop_index('ix_engine_event_instance_id', table_name='engine_event')
    op.drop_table('engine_event')
    op.drop_index(op.f('ix_stored_file_sha256'), table_name='stored_file')
    op.drop_table('stored_file')
    op.drop_index(op.f('ix_person_department_id'), table_name='person')
    op.drop_table('person')
    op.drop_index(op.f('ix_engine_instance_version_id'), table_name='engine_instance')
    op.drop_index(op.f('ix_engine_instance_business_key'), table_name='engine_instance')
    op.drop_table('engine_instance')
    op.drop_table('engine_file')
    op.drop_index(op.f('ix_customer_note_customer_id'), table_name='customer_note')
    op.drop_table('customer_note')
    op.drop_index(op.f('ix_contact_customer_id'), table_name='contact')
    op.drop_table('contact')
    op.drop_table('project_number')
    op.drop_index('ix_outgoing_mail_unsent', table_name='outgoing_mail', sqlite_where=sa.text('sent_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL'))
    op.drop_table('outgoing_mail')
    op.drop_index('ix_notification_unread', table_name='notification', sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
    op.drop_index('ix_notification_actor_id', table_name='notification')
    op.drop_table('notification')
    op.drop_table('file_content')
    op.drop_table('engine_version')
    op.drop_index('ix_engine_message_name_correlation_key', table_name='engine_message')
    op.drop_index(op.f('ix_engine_message_expires_at'), table_name='engine_message')
    op.drop_table('engine_message')
    op.drop_table('engine_cursor')
    op.drop_table('engine_content')
    op.drop_table('department')
    op.drop_table('customer')
    op.drop_table('clock_setting')
